import { SetMetadata, type CustomDecorator } from '@nestjs/common';

export const isPublicKey = 'isPublic';

/** Opens a route to requests without a session; every other route is private. */
export const Public = (): CustomDecorator => SetMetadata(isPublicKey, true);
