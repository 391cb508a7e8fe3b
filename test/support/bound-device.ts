import type { BoundDevice } from '../../src/session/index.js';

/** A session's binding to a device that has proved itself once, at the beginning of time. */
export const boundDevice: BoundDevice = {
  state: 'confirmed',
  id: 'binding',
  key: { x: '', y: '' },
  thumbprint: 'thumbprint',
  challenge: { value: '', issuedAt: 0 },
  previous: null,
  provedUntil: 0,
};
