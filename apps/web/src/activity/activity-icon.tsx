import {
  CircleUserRound,
  Download,
  FileCheck,
  KeyRound,
  LogIn,
  LogOut,
  type LucideIcon,
  Mail,
  MapPin,
  RefreshCw,
  Trash2,
} from 'lucide-react';

// The first matching prefix counts.
const icons: readonly (readonly [prefix: string, icon: LucideIcon])[] = [
  ['user.password', KeyRound],
  ['user.email', Mail],
  ['user.exported', Download],
  ['user.erasure', Trash2],
  ['user', CircleUserRound],
  ['session.opened', LogIn],
  ['session.revoked', LogOut],
  ['session', RefreshCw],
  ['address.proof', FileCheck],
  ['address.deleted', Trash2],
  ['address', MapPin],
];

export const ActivityIcon = ({ action }: { action: string }) => {
  const [, Icon = CircleUserRound] = icons.find(([prefix]) => action.startsWith(prefix)) ?? [];
  return (
    <span className="flex size-9 shrink-0 items-center justify-center rounded-full bg-wash text-ink-soft">
      <Icon aria-hidden className="size-4.5" strokeWidth={1.75} />
    </span>
  );
};
