import { Badge, makeStyles } from '@fluentui/react-components';
import type { ReactElement } from 'react';
import { textColourOn } from './text-colour.js';

const useStyles = makeStyles({ root: { whiteSpace: 'nowrap', maxWidth: '160px', overflow: 'hidden' } });

interface CategoryBadgeProps {
  readonly name: string;
  /** `#rrggbb`; undefined while it is unknown: then no colour is shown, because it could be the wrong one. */
  readonly colour: string | undefined;
}

export function CategoryBadge({ name, colour }: CategoryBadgeProps): ReactElement {
  const styles = useStyles();
  const style = colour === undefined ? undefined : { backgroundColor: colour, color: textColourOn(colour) };
  return (
    <Badge
      className={styles.root}
      appearance={colour === undefined ? 'outline' : 'filled'}
      color="informative"
      style={style}
      dir="auto"
    >
      {name}
    </Badge>
  );
}
