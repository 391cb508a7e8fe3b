import { Module, type OnApplicationShutdown } from '@nestjs/common';

import { HttpsPictureSource } from './https-picture-source.js';
import { PictureAddresses } from './picture-addresses.js';
import { PictureFetcher } from './picture-fetcher.js';
import { PictureSource } from './picture-source.js';
import { PicturesController } from './pictures.controller.js';
import { RemotePictures } from './remote-pictures.js';

/** Remote pictures are relayed by the service: a sender learns neither the reader's address nor their browser. */
@Module({
  controllers: [PicturesController],
  providers: [
    PictureAddresses,
    { provide: PictureSource, useClass: HttpsPictureSource },
    {
      provide: PictureFetcher,
      useFactory: (source: PictureSource) => new PictureFetcher(source),
      inject: [PictureSource],
    },
    RemotePictures,
  ],
  exports: [PictureAddresses],
})
export class PicturesModule implements OnApplicationShutdown {
  constructor(private readonly source: PictureSource) {}

  async onApplicationShutdown(): Promise<void> {
    await this.source.close();
  }
}
