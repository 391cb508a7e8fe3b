import { Button, Menu, MenuList, MenuPopover, MenuTrigger, Tooltip } from '@fluentui/react-components';
import { FolderArrowRightRegular } from '@fluentui/react-icons/svg/folder-arrow-right';
import type { ReactElement } from 'react';
import { MoveItems, type MoveItemsProps } from './move-items.js';

/** The button of a bar that opens the folders. */
export function MoveMenu(props: MoveItemsProps): ReactElement {
  return (
    <Menu>
      <MenuTrigger disableButtonEnhancement>
        <Tooltip content="Move to" relationship="label">
          <Button appearance="subtle" icon={<FolderArrowRightRegular />} />
        </Tooltip>
      </MenuTrigger>
      <MenuPopover role="region" aria-label="Move to">
        <MenuList>
          <MoveItems {...props} />
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}
