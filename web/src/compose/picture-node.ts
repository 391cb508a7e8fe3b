import { mergeAttributes, Node } from '@tiptap/core';

/** The source of the pictures in a text. */
export interface PictureSource {
  /** An address that the page may show; undefined when the picture is not available. */
  readonly urlOf: (contentId: string) => Promise<string | undefined>;
}

const CID = 'cid:';

/** A picture in the text. The text refers to it by its content id, as the message does; only the rendered node has an address. */
export function pictureNode(pictures: PictureSource): Node {
  return Node.create({
    name: 'picture',
    group: 'inline',
    inline: true,
    draggable: true,
    addAttributes() {
      return { src: { default: null }, alt: { default: '' }, width: { default: null }, height: { default: null } };
    },
    parseHTML() {
      return [{ tag: `img[src^="${CID}"]` }];
    },
    renderHTML({ HTMLAttributes }) {
      return ['img', mergeAttributes({ style: 'max-width: 100%; height: auto' }, HTMLAttributes)];
    },
    addNodeView() {
      return ({ node }) => {
        const dom = document.createElement('img');
        const { src, alt, width } = node.attrs as { src: string | null; alt: string; width: string | null };
        dom.alt = alt;
        if (width !== null) {
          dom.setAttribute('width', width);
        }
        void pictures.urlOf(contentIdIn(src ?? '')).then((url) => {
          if (url !== undefined) {
            dom.src = url;
          }
        });
        return { dom };
      };
    },
  });
}

/** The author of the message chose the id: its percent encoding may be malformed. */
function contentIdIn(src: string): string {
  const id = src.slice(CID.length);
  try {
    return decodeURI(id);
  } catch {
    return id;
  }
}
