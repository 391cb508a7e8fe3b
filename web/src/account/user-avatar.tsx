import { Avatar } from '@fluentui/react-components';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { type ReactElement, useEffect, useMemo } from 'react';
import { problemOf } from '../client/index.js';
import { client } from '../platform/services.js';
import { useUser } from '../platform/session.js';
import { initialsOf } from '../ui/initials.js';

const photoQuery = queryOptions({
  queryKey: ['photo'],
  queryFn: async ({ signal }) => {
    try {
      return await client.mail.photo({ signal, quiet: true });
    } catch (error) {
      // Many users have no photo; the avatar shows their initials.
      if (problemOf(error) !== undefined) {
        return null;
      }
      throw error;
    }
  },
  staleTime: Infinity,
});

export function UserAvatar({ size }: { readonly size: 28 | 48 | 64 }): ReactElement {
  const user = useUser();
  const { data: photo } = useQuery(photoQuery);
  const url = useMemo(
    () => (photo === undefined || photo === null || photo.size === 0 ? undefined : URL.createObjectURL(photo)),
    [photo],
  );
  useEffect(
    () => () => {
      if (url !== undefined) {
        URL.revokeObjectURL(url);
      }
    },
    [url],
  );
  return (
    <Avatar
      size={size}
      name={user.name}
      initials={initialsOf(user.name)}
      color="colorful"
      aria-hidden
      {...(url === undefined ? {} : { image: { src: url, alt: '' } })}
    />
  );
}
