/** On `window`: a part that is wanted can't be had, though the device is online. */
export const partMissing = 'part-missing';
