// What a thread of a pool does.
export default (number) => number * 2;
