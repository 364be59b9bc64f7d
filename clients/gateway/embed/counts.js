// "37 comments" beside headlines: elements with data-winnow-count="THREAD".

const COUNTS_MAX = 100;
// Servers take lines of 8 KB.
const QUERY_CHARS_MAX = 4000;

function chunksOf(ids) {
  const chunks = [[]];
  let chars = 0;
  for (const id of ids) {
    chars += encodeURIComponent(id).length + 11;
    if (chunks.at(-1).length === COUNTS_MAX || chars > QUERY_CHARS_MAX) {
      chunks.push([]);
      chars = 0;
    }
    chunks.at(-1).push(id);
  }
  return chunks;
}

async function countHeadlines(base, defaults, strings) {
  const bySite = new Map();
  for (const place of document.querySelectorAll('[data-winnow-count]')) {
    const thread = place.dataset.winnowCount;
    const site = place.dataset.winnowSite ?? defaults.site;
    if (!thread || !site || place.winnowCounted) continue;
    place.winnowCounted = true;
    const threads = bySite.get(site) ?? new Map();
    bySite.set(site, threads);
    threads.set(thread, [...threads.get(thread) ?? [], place]);
  }
  for (const [site, threads] of bySite) {
    const requests = new Requests(base, site);
    for (const ids of chunksOf([...threads.keys()])) {
      const query = ids.map((id) => ['thread_id', id]);
      try {
        const {counts} = await requests.get('counts', query);
        for (const {thread_id: thread, approved_count: n} of counts) {
          for (const place of threads.get(thread) ?? []) {
            place.textContent = strings.count('comments', n);
          }
        }
      } catch (error) {
        // What stood there stays.
        console.warn('winnow: no counts:', error);
      }
    }
  }
}
