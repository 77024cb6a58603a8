export { renderAttachments } from './attachments.ts';
export { createNoticeWriter, type NoticeSettings } from './write-notices.ts';
