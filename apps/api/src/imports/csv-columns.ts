const numbers = /^addresses\.\d+\.location\.(latitude|longitude)$/;
const booleans = /^(email_verified|addresses\.\d+\.is_default_(shipping|billing))$/;

/** A cell as JSON has it. One that is neither number nor boolean stays text, so that its schema names the column. */
const fromCell = (column: string, cell: string): unknown => {
  if (numbers.test(column)) return cell.trim() !== '' && Number.isFinite(Number(cell)) ? Number(cell) : cell;
  if (booleans.test(column)) return { true: true, false: false }[cell.toLowerCase()] ?? cell;
  return cell;
};

/**
 * Nests the cells of a CSV record by the names of their columns, which are the paths of fields with dots:
 * `addresses.0.line1`, `metadata.tier`. An empty cell is an absent field.
 */
export const nestColumns = (columns: readonly string[], cells: readonly string[]): unknown => {
  const root = new Map<string, unknown>();
  for (const [index, column] of columns.entries()) {
    const cell = cells[index] ?? '';
    if (cell !== '' && column !== '') put(root, column.split('.'), fromCell(column, cell));
  }
  return toJson(root);
};

// Maps, so that a column cannot be named like a property of objects.
const put = (parent: Map<string, unknown>, [name = '', ...rest]: readonly string[], value: unknown): void => {
  if (rest.length === 0) {
    parent.set(name, value);
    return;
  }
  const known = parent.get(name);
  const child = known instanceof Map ? known : new Map<string, unknown>();
  parent.set(name, child);
  put(child, rest, value);
};

/** Addresses are a list: the columns of `addresses.0` and `addresses.2` make two of them. Other parents are objects. */
const toJson = (value: unknown, name = ''): unknown => {
  if (!(value instanceof Map)) return value;
  const entries = [...value].map(([key, child]) => [key, toJson(child, key)] as const);
  return name === 'addresses' ? entries.map(([, child]) => child) : Object.fromEntries(entries);
};
