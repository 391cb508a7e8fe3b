import { ArrowLeftRegular } from '@fluentui/react-icons/svg/arrow-left';
import { ArrowRightRegular } from '@fluentui/react-icons/svg/arrow-right';
import { ChevronLeftRegular } from '@fluentui/react-icons/svg/chevron-left';
import { ChevronRightRegular } from '@fluentui/react-icons/svg/chevron-right';
import { direction } from '../texts/t.js';

const isRtl = direction() === 'rtl';

/** Fluent mirrors icons with a meaning, such as reply, but none whose name contains a side. */
export const ArrowBackRegular = isRtl ? ArrowRightRegular : ArrowLeftRegular;

/** Points in the reading direction: the collapsed state of what expands downwards. */
export const ChevronForwardRegular = isRtl ? ChevronLeftRegular : ChevronRightRegular;
export const ChevronBackwardRegular = isRtl ? ChevronRightRegular : ChevronLeftRegular;
