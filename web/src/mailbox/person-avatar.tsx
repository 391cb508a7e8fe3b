import { Avatar } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { initialsOf } from '../ui/initials.js';
import { usePhoto } from './photos.js';
import { useUser } from '../platform/session.js';

interface PersonAvatarProps {
  readonly name: string;
  readonly address: string | undefined;
  readonly size: 24 | 32 | 40 | 64;
  readonly className?: string;
}

/** The photo of a person, or their initials. */
export function PersonAvatar({ name, address, size, className }: PersonAvatarProps): ReactElement {
  const photo = usePhoto(address, useUser());
  return (
    <Avatar
      size={size}
      name={name}
      initials={initialsOf(name)}
      color="colorful"
      aria-hidden
      {...(className === undefined ? {} : { className })}
      {...(photo === undefined ? {} : { image: { src: photo, alt: '' } })}
    />
  );
}
