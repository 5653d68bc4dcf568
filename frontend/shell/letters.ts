// What a key means on a page, apart from the page: "/" the search, "?" the list of keys, "g" and a letter another room.
const WITHIN = 1_500; // milliseconds between g and the letter

export type Meant = { go: string } | "search" | "list" | null;

export class Letters {
  private began = -Infinity;

  press(key: string, now: number): Meant {
    if (now - this.began < WITHIN) {
      this.began = -Infinity;
      return { go: key };
    }
    if (key === "g") this.began = now;
    if (key === "/") return "search";
    return key === "?" ? "list" : null;
  }
}
