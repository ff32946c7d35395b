"""A small live figure, to test by itself what all of them share."""

from pathlib import Path

import matplotlib.pyplot as plt
import traitlets

from descent.figures import ArrayTrait, Figure


class Demo(Figure):
    module = "demo"
    folder = Path(__file__).parent
    alt = "A bar as high as the count, {count}."
    height = (300, 300)

    count = traitlets.Int(1).tag(sync=True)
    label = traitlets.Unicode("</script><b>a & b").tag(sync=True)
    numbers = ArrayTrait([1, 2.5, float("nan"), float("inf")])
    secret = traitlets.Any()

    def picture(self):
        figure, ax = plt.subplots()
        ax.bar(0, self.count)
        return figure
