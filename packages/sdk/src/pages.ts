type Page<Item> = { results: Item[]; next_cursor: string | null };

/** Iterates over all items of a list. Requests the next page when the previous one has no more items. */
export async function* itemsOf<Item>(
  getPage: (cursor: { cursor?: string }) => Promise<Page<Item>>,
): AsyncGenerator<Item, void, undefined> {
  let cursor: string | null = null;
  do {
    const page: Page<Item> = await getPage(cursor === null ? {} : { cursor });
    yield* page.results;
    cursor = page.next_cursor;
  } while (cursor !== null);
}
