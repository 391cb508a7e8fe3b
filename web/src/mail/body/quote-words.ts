/** Words that mark a quotation of an earlier message. */

export const FORWARDED =
  /forwarded message|weitergeleitete nachricht|message transféré|mensaje reenviado|messaggio inoltrato|doorgestuurd bericht|mensagem encaminhada|رسالة معاد توجيهها/i;
/** "From:" … "Sent:" or "Date:" at the beginning of a paragraph, in the languages of Outlook and of this app (`quoteHeader`). */
export const headerWords =
  /^\s*(?:from|von|de|da|van|från|fra|od|kimden|от|发件人|差出人|보낸 사람|من)\s*[:：][\s\S]{1,300}?(?:sent|date|gesendet|datum|envoyé|enviado|fecha|inviato|data|verzonden|skickat|sendt|wysłano|gönderildi|отправлено|дата|发送时间|送信日時|보낸 날짜|تم الإرسال|تاريخ الإرسال|التاريخ)\s*[:：]/i;
/** Timetables and bookings have "From:" and "Date:" too, but no subject. */
export const subjectWords =
  /(?:subject|betreff|objet|asunto|oggetto|onderwerp|assunto|ämne|emne|aihe|temat|konu|тема|主题|主旨|件名|제목|الموضوع)\s*[:：]/i;
export const originalMessage =
  /^\s*-{2,}\s*(?:original message|ursprüngliche nachricht|originalnachricht|message d'origine|mensaje original|messaggio originale|oorspronkelijk bericht|mensagem original|ursprungligt meddelande|原始邮件|исходное сообщение|元のメッセージ|الرسالة الأصلية)\s*-{2,}/i;
export const saidWords =
  /^\s*(?:on|am|le|el|il|op|em|den|w dniu)\b[\s\S]{5,250}?(?:wrote|schrieb[\s\S]{0,80}|a écrit|escribió|ha scritto|schreef[\s\S]{0,80}|escreveu|skrev|napisał(?:\(a\))?)\s*:\s*$/i;
