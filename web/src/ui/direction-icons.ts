import { ArrowLeftRegular } from '@fluentui/react-icons/svg/arrow-left';
import { ArrowRightRegular } from '@fluentui/react-icons/svg/arrow-right';
import { ChevronLeftRegular } from '@fluentui/react-icons/svg/chevron-left';
import { ChevronRightRegular } from '@fluentui/react-icons/svg/chevron-right';
import { direction } from '../texts/t.js';

const isRtl = direction() === 'rtl';

/** Fluent mirrors icons that mean something, such as an answer, but none that has a side in its name. */
export const ArrowBackRegular = isRtl ? ArrowRightRegular : ArrowLeftRegular;

/** To where the reading goes on: closed, of what is opened downwards. */
export const ChevronForwardRegular = isRtl ? ChevronLeftRegular : ChevronRightRegular;
export const ChevronBackwardRegular = isRtl ? ChevronRightRegular : ChevronLeftRegular;
