/** Longest note the API server takes, in bytes (events.k8s.io/v1). */
const longestNote = 1024;

/** Cuts a note to 1024 bytes of UTF-8 between two characters; a cut is marked with an ellipsis. */
export function cutNote(note: string): string {
  if (Buffer.byteLength(note) <= longestNote) return note;
  const ellipsis = '…';
  let bytes = Buffer.byteLength(ellipsis);
  let kept = '';
  for (const character of note) {
    bytes += Buffer.byteLength(character);
    if (bytes > longestNote) break;
    kept += character;
  }
  return kept + ellipsis;
}
