type Page<Item> = { results: Item[]; next_cursor: string | null };

/** Every item of a list, page after page; a page is asked for when the one before is used up. */
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
