import type { Metadata } from 'next';
import { Suspense } from 'react';
import { ProfileForm } from '../../../profile/profile-form.tsx';
import { ProfilePicture } from '../../../profile/profile-picture.tsx';
import { Loaded } from '../../../sdk/loaded.tsx';
import { readProfile } from '../../../sdk/server-client.ts';
import { currentTenant } from '../../../sdk/tenant.ts';
import { requestTexts } from '../../../texts/request-texts.ts';
import { Card, PageHeader, Skeleton } from '../../../ui/page-layout.tsx';

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await requestTexts()).profile.title });

const ProfilePage = async () => {
  const { profile: texts } = await requestTexts();
  const { limits } = await currentTenant();
  return (
    <div className="max-w-2xl">
      <PageHeader title={texts.title} lead={texts.lead} />
      <Card>
        <Suspense fallback={<Skeleton className="h-96" />}>
          <Loaded read={readProfile}>
            {(profile) => (
              <div className="flex flex-col gap-8">
                <ProfilePicture profile={profile} maxBytes={limits.upload_bytes} />
                <ProfileForm profile={profile} />
              </div>
            )}
          </Loaded>
        </Suspense>
      </Card>
    </div>
  );
};

export default ProfilePage;
