// The tables of a Markdown file, found by what stands over their columns.

const cells = (line) => line.split('|').slice(1, -1).map((cell) => cell.trim());

/** The rows of the first table that has all of these columns: an object each, by column; of two columns of one name, the first. */
export function table(markdown, ...columns) {
  const lines = markdown.split('\n');
  const at = lines.findIndex((line) => line.startsWith('|') && columns.every((column) => cells(line).includes(column)));
  if (at < 0) throw new Error(`no table has the columns ${columns.join(', ')}`);
  const header = cells(lines[at]);
  const after = lines.slice(at + 2);
  const end = after.findIndex((line) => !line.startsWith('|'));
  return after.slice(0, end < 0 ? undefined : end).map(cells).map((row) => Object.fromEntries(header.map((name, i) => [name, row[i]]).reverse()));
}
