// Small words of sentences.

/** "a", "a and b", "a, b and c". */
export const listed = (items) =>
  items.length > 1 ? `${items.slice(0, -1).join(", ")} and ${items.at(-1)}` : items[0];

/** "1 step", "2 steps". */
export const counted = (n, word) => `${n} ${n === 1 ? word : `${word}s`}`;
