/**
 * Moves a message or a folder into Deleted Items. Graph's own DELETE is not used: it permanently deletes what is there
 * already.
 */
export function moveToDeletedItems(path: string) {
  return { method: 'POST', path: `${path}/move`, body: { destinationId: 'deleteditems' } } as const;
}
