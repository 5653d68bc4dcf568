// Files of a form that was not yet accepted, in the browser's own store: a page cannot show a chosen file again by itself.
// They end with the draft, at the latest after a day.
const DAY = 86_400_000;
type Kept = { name: string; files: File[]; at: number };

// Names of forms are the same in every tab; the store is one for all of them.
function tab(): string {
  const known = sessionStorage.getItem("tab");
  if (known) return known;
  const made = `${Date.now()}-${Math.random()}`;
  sessionStorage.setItem("tab", made);
  return made;
}

function open(): Promise<IDBDatabase> {
  return new Promise((done, failed) => {
    const asked = indexedDB.open("linli-drafts", 1);
    asked.onupgradeneeded = () => { asked.result.createObjectStore("files", { keyPath: "name" }); };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}

async function within<T>(deed: (files: IDBObjectStore) => IDBRequest<T>): Promise<T | null> {
  try {
    const base = await open();
    return await new Promise<T>((done, failed) => {
      const asked = deed(base.transaction("files", "readwrite").objectStore("files"));
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => failed(asked.error);
    }).finally(() => base.close());
  } catch {
    return null; // private windows may have no store: then the file is chosen again, as without it
  }
}

export async function keepFiles(draft: string, field: string, files: File[]): Promise<void> {
  await within((store) => store.put({ name: `${tab()}|${draft}|${field}`, files, at: Date.now() } satisfies Kept));
}

export async function keptFiles(draft: string, field: string): Promise<File[]> {
  const kept = (await within((store) => store.get(`${tab()}|${draft}|${field}`))) as Kept | null | undefined;
  return kept && Date.now() - kept.at < DAY ? kept.files : [];
}

export async function forgetFiles(draft: string): Promise<void> {
  const start = `${tab()}|${draft}|`;
  await within((store) => store.delete(IDBKeyRange.bound(start, `${start}\uffff`)));
}

/// Files whose tab is gone.
export async function forgetOldFiles(): Promise<void> {
  const all = ((await within((store) => store.getAll())) ?? []) as Kept[];
  for (const kept of all) if (Date.now() - kept.at > DAY) await within((store) => store.delete(kept.name));
}
