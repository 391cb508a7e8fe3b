/** Moves a message or a folder into Deleted Items. Graph's own DELETE is not asked: what lies there it would delete for good. */
export function moveToDeletedItems(path: string) {
  return { method: 'POST', path: `${path}/move`, body: { destinationId: 'deleteditems' } } as const;
}
