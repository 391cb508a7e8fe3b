export { FolderNames } from './folder-names.js';
export { folderProgressChannel, parseFolderProgress } from './folder-progress.js';
export { FolderReader } from './folder-reader.js';
export { folderQuerySchema } from './folder-requests.js';
export { FoldersModule } from './folders.module.js';
export { WellKnownFolders } from './well-known-folders.js';
