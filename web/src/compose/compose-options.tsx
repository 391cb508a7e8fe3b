import {
  Button,
  Menu,
  MenuDivider,
  MenuItem,
  MenuItemCheckbox,
  MenuList,
  MenuPopover,
  MenuTrigger,
  Text,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { MailTemplateRegular } from '@fluentui/react-icons/svg/mail-template';
import { MoreHorizontalRegular } from '@fluentui/react-icons/svg/more-horizontal';
import { SaveRegular } from '@fluentui/react-icons/svg/save';
import type { ReactElement } from 'react';
import type { Draft } from '../drafts/draft.js';
import { t } from '../texts/t.js';

const useStyles = makeStyles({
  note: { padding: '8px 0 0', color: tokens.colorNeutralForeground2 },
});

export type Receipts = Pick<Draft, 'isReadReceiptRequested' | 'isDeliveryReceiptRequested'>;

interface ComposeOptionsProps {
  readonly receipts: Receipts;
  readonly isDisabled: boolean;
  readonly onReceipts: (receipts: Receipts) => void;
  readonly onTemplates: (what: 'insert' | 'save') => void;
}

/** Options that are needed rarely. */
export function ComposeOptions({ receipts, isDisabled, onReceipts, onTemplates }: ComposeOptionsProps): ReactElement {
  const { isReadReceiptRequested, isDeliveryReceiptRequested } = receipts;
  return (
    <Menu
      checkedValues={{
        receipts: [...(isReadReceiptRequested ? ['read'] : []), ...(isDeliveryReceiptRequested ? ['delivery'] : [])],
      }}
      onCheckedValueChange={(_, { checkedItems }) => {
        onReceipts({
          isReadReceiptRequested: checkedItems.includes('read'),
          isDeliveryReceiptRequested: checkedItems.includes('delivery'),
        });
      }}
    >
      <MenuTrigger disableButtonEnhancement>
        <Button
          appearance="subtle"
          icon={<MoreHorizontalRegular />}
          aria-label={t('More options')}
          title={t('More options')}
          disabled={isDisabled}
        />
      </MenuTrigger>
      <MenuPopover role="region" aria-label={t('More options')}>
        <MenuList>
          <MenuItem
            icon={<MailTemplateRegular />}
            onClick={() => {
              onTemplates('insert');
            }}
          >
            {t('Insert a template…')}
          </MenuItem>
          <MenuItem
            icon={<SaveRegular />}
            onClick={() => {
              onTemplates('save');
            }}
          >
            {t('Save as template…')}
          </MenuItem>
          <MenuDivider />
          <MenuItemCheckbox name="receipts" value="read">
            {t('Ask for a read receipt')}
          </MenuItemCheckbox>
          <MenuItemCheckbox name="receipts" value="delivery">
            {t('Ask for a delivery receipt')}
          </MenuItemCheckbox>
        </MenuList>
      </MenuPopover>
    </Menu>
  );
}

/** The receipts that the message requests, shown while it is being written. */
export function ReceiptNote({ receipts }: { readonly receipts: Receipts }): ReactElement | null {
  const styles = useStyles();
  const { isReadReceiptRequested, isDeliveryReceiptRequested } = receipts;
  if (!isReadReceiptRequested && !isDeliveryReceiptRequested) {
    return null;
  }
  return (
    <Text size={200} className={styles.note}>
      {noteText(receipts)}
    </Text>
  );
}

function noteText({ isReadReceiptRequested, isDeliveryReceiptRequested }: Receipts): string {
  if (!isReadReceiptRequested) {
    return t('This message asks for a delivery receipt.');
  }
  return isDeliveryReceiptRequested
    ? t('This message asks for a delivery receipt and a read receipt.')
    : t('This message asks for a read receipt.');
}
