export { PictureAddresses } from './picture-addresses.js';
export { PicturesModule } from './pictures.module.js';
