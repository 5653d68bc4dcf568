// Topics of what changed, as the server names them: a word ("me"), or a word and a place's path ("calls:00010003").

/// Whether something that shows `wanted` shows what changed. A topic with a path concerns what lies below it, and what it
/// lies below.
export function concerns(wanted: readonly string[], changed: readonly string[]): boolean {
  return changed.some((topic) =>
    wanted.some((one) => one === topic || (one.includes(":") && (one.startsWith(topic) || topic.startsWith(one)))),
  );
}
