const DATABASE = 'drafts';
const FILES = 'files';

// Files are too large for localStorage. Like the drafts, they survive a reload and the trip to Microsoft and back.
function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(FILES);
    };
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = () => {
      reject(request.error ?? new Error('The browser’s storage could not be opened.'));
    };
  });
}

async function run<Result>(
  mode: IDBTransactionMode,
  act: (files: IDBObjectStore) => IDBRequest<Result>,
): Promise<Result> {
  const database = await open();
  try {
    return await new Promise<Result>((resolve, reject) => {
      const transaction = database.transaction(FILES, mode);
      const request = act(transaction.objectStore(FILES));
      transaction.oncomplete = () => {
        resolve(request.result);
      };
      transaction.onerror = () => {
        reject(transaction.error ?? new Error('The browser’s storage failed.'));
      };
      transaction.onabort = () => {
        reject(transaction.error ?? new Error('The browser’s storage is full.'));
      };
    });
  } finally {
    database.close();
  }
}

function under(...parts: string[]): IDBKeyRange {
  return IDBKeyRange.bound(parts, [...parts, []]);
}

export async function putFile(userId: string, draftId: string, fileId: string, file: Blob): Promise<void> {
  await run('readwrite', (files) => files.put(file, [userId, draftId, fileId]));
}

export async function getFile(userId: string, draftId: string, fileId: string): Promise<Blob | undefined> {
  const file: unknown = await run<unknown>('readonly', (files) => files.get([userId, draftId, fileId]));
  return file instanceof Blob ? file : undefined;
}

export async function removeFile(userId: string, draftId: string, fileId: string): Promise<void> {
  await run('readwrite', (files) => files.delete([userId, draftId, fileId]));
}

export async function removeFiles(userId: string, draftId: string): Promise<void> {
  await run('readwrite', (files) => files.delete(under(userId, draftId)));
}

export async function removeFilesOfUser(userId: string): Promise<void> {
  await run('readwrite', (files) => files.delete(under(userId)));
}
