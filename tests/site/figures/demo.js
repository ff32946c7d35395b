// A figure for the tests: a button that counts, and the sum of an array.
import { floats } from "../kit/bytes.js";

export default {
  render({ model, el }) {
    const button = document.createElement("button");
    const sum = document.createElement("output");
    const show = () => {
      button.textContent = `count ${model.get("count")}`;
      const numbers = [...(floats(model.get("numbers")) ?? [])];
      sum.textContent = `sum ${numbers.filter((x) => !Number.isNaN(x)).reduce((a, b) => a + b, 0)}`;
      sum.title = numbers.join(" ");
    };
    button.onclick = () => {
      model.set("count", model.get("count") + 1);
      model.save_changes();
    };
    model.on("change:count", show);
    model.on("change:numbers", show);
    el.append(button, sum);
    show();
  },
};
