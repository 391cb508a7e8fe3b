/** An event on `window`: a needed chunk can't be loaded, though the device is online. */
export const partMissing = 'part-missing';
