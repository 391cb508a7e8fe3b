import { createHash } from 'node:crypto';
import type { SandboxUser } from '../../model.js';
import { png } from './files.js';

export const photoSize = 240;

/** A portrait in two colours that differ for each user. Every second account has one. */
export function photoOf(user: SandboxUser, users: readonly SandboxUser[]): Buffer | undefined {
  if (users.findIndex((each) => each.oid === user.oid) % 2 !== 0) {
    return undefined;
  }
  const [red = 0, green = 0, blue = 0] = createHash('sha256').update(user.oid).digest();
  const middle = photoSize / 2;
  return png(photoSize, photoSize, (x, y) => {
    const isHead = Math.hypot(x - middle, y - 95) < 45;
    const isBody = Math.hypot((x - middle) / 1.1, y - 235) < 80;
    const shade = Math.round(60 + (y / photoSize) * 80);
    return isHead || isBody
      ? [240, 236, 230]
      : [(red >> 1) + shade - 20, (green >> 1) + shade - 40, (blue >> 1) + shade - 20];
  });
}
