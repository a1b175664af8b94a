import type { Architecture } from '../../domain/offering.ts';
import { InvalidRequestError } from '../errors.ts';
import type { CallContext, ScalewayClient } from './client.ts';

/** Which image is wanted where. */
export interface ImageWish {
  /** Marketplace label such as ubuntu_noble, or the id of an image. */
  readonly image: string;
  readonly zone: string;
  readonly instanceType: string;
  readonly architecture: Architecture;
}

/** Finds images; remembers what it found. */
export interface ImageFinder {
  find(wish: ImageWish, context: CallContext): Promise<string>;
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu;

/**
 * A finder. A label means another image in each zone, for each processor and kind of disk; that for block storage which names the
 * type among its compatible ones is taken, as the vendor's Go SDK does.
 */
export function createImageFinder(client: ScalewayClient, now: () => number, maxAgeMs: number): ImageFinder {
  const known = new Map<string, { readonly id: string; readonly until: number }>();
  return {
    async find(wish, context) {
      if (uuid.test(wish.image)) return wish.image;
      const key = `${wish.zone} ${wish.image} ${wish.instanceType}`;
      const remembered = known.get(key);
      if (remembered !== undefined && remembered.until > now()) return remembered.id;
      const id = await look(client, wish, context);
      known.set(key, { id, until: now() + maxAgeMs });
      return id;
    },
  };
}

async function look(client: ScalewayClient, wish: ImageWish, context: CallContext): Promise<string> {
  const request = { imageLabel: wish.image, zone: wish.zone, type: 'instance_sbs', pageSize: 100 } as const;
  const { localImages } = await client.call(context, ({ marketplace }) => marketplace.listLocalImages(request));
  const arch = wish.architecture === 'amd64' ? 'x86_64' : 'arm64';
  const fits = localImages.find(
    (image) => image.arch === arch && image.compatibleCommercialTypes.includes(wish.instanceType),
  );
  if (fits !== undefined) return fits.id;
  const known = localImages.length > 0;
  const message = known
    ? `image ${wish.image} does not start on ${wish.instanceType} in ${wish.zone}`
    : `there is no image ${wish.image} in ${wish.zone}; correct spec.scaleway.image of the NodeClass`;
  throw new InvalidRequestError(message, { provider: 'scaleway', code: 'image_not_found' }, known);
}
