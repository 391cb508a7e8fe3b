export { FolderNames } from './folder-names.js';
export { folderProgressChannel, parseFolderProgress } from './folder-progress.js';
export { FoldersModule } from './folders.module.js';
export { WellKnownFolders } from './well-known-folders.js';
