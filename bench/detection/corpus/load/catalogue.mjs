// A large heap: what a service loads at its start and keeps.

/** Articles that take about this many megabytes, loaded piece by piece. */
export function loadCatalogue(megabytes) {
  const articles = new Map();
  const wanted = megabytes * 2_600;
  const timer = setInterval(() => {
    for (let count = 0; count < 4_000 && articles.size < wanted; count++) {
      const id = articles.size;
      articles.set(id, {
        id,
        name: `article ${id} of the catalogue`.repeat(2).slice(0, 40),
        price: id * 1.01,
        stock: [id % 3, id % 7, id % 11],
        tags: { colour: id % 12, size: id % 5, season: id % 4, weight: id / 3 },
      });
    }
    if (articles.size >= wanted) clearInterval(timer);
  }, 100);
  return articles;
}
