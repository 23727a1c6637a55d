"""Languages whose quoted headers are recognised so that a thread can be cut; their wording is not read further."""

from trato.mail.reading.languages.model import Language, names, phrases

SWEDISH = Language(
    code="sv",
    headers={
        "from": phrases("från, avsändare"),
        "sent": phrases("skickat, datum, skickad"),
        "to": phrases("till"),
        "cc": phrases("kopia, cc"),
        "subject": phrases("ämne"),
    },
    wrote=phrases("skrev, skriver, har skrivit"),
    openers=phrases("den, på, vid"),
    separators=phrases(
        """
        ursprungligt meddelande, originalmeddelande, vidarebefordrat meddelande, vidarebefordrat brev,
        ursprungligt mail
        """
    ),
    reply_prefixes=phrases("sv"),
    forward_prefixes=phrases("vb, vbs"),
    auto_reply_subjects=phrases("autosvar, frånvaro, automatiskt svar"),
    greetings=phrases("hej, hejsan, god morgon"),
    signoffs=phrases(
        """
        tack, hälsningar, med vänlig hälsning, med vänliga hälsningar, vänliga hälsningar, mvh, hälsar
        """
    ),
    sent_from=phrases("skickat från, skickad från, hämta outlook för"),
    months=names(
        """
        januari jan, februari feb, mars mar, april apr, maj, juni jun, juli jul, augusti aug, september sep,
        oktober okt, november nov, december dec
        """
    ),
    stop_words=phrases("och, att, det, som, på, är, för, jag, inte, med, har, till"),
)
NORWEGIAN = Language(
    code="no",
    headers={
        "from": phrases("fra, avsender"),
        "sent": phrases("sendt, dato"),
        "to": phrases("til"),
        "cc": phrases("kopi, cc"),
        "subject": phrases("emne"),
    },
    wrote=phrases("skrev, skriver, skrev følgende, har skrevet"),
    openers=phrases("den, på, ons, tor, tir, man, fre, lør, søn"),
    separators=phrases(
        """
        opprinnelig melding, original melding, videresendt melding, videresendt e-post, opprinnelig
        e-post
        """
    ),
    reply_prefixes=phrases("sv"),
    forward_prefixes=phrases("vs"),
    auto_reply_subjects=phrases("automatisk svar, fraværsmelding"),
    greetings=phrases("hei, heisann"),
    signoffs=phrases("takk, mvh, med vennlig hilsen, vennlig hilsen, hilsen"),
    sent_from=phrases("sendt fra, skaff deg outlook for"),
    months=names(
        """
        januar jan, februar feb, mars mar, april apr, mai, juni jun, juli jul, august aug, september sep,
        oktober okt, november nov, desember des
        """
    ),
    stop_words=phrases("og, det, er, på, ikke, jeg, som, til, med, har, av"),
)
DANISH = Language(
    code="da",
    headers={
        "from": phrases("fra, afsender"),
        "sent": phrases("sendt, dato"),
        "to": phrases("til"),
        "cc": phrases("cc, kopi"),
        "subject": phrases("emne"),
    },
    wrote=phrases("skrev, skrev følgende, har skrevet"),
    openers=phrases("den, på, d"),
    separators=phrases(
        """
        oprindelig besked, oprindelig meddelelse, videresendt besked, original besked, videresendt
        meddelelse, oprindelig mail
        """
    ),
    reply_prefixes=phrases("sv"),
    forward_prefixes=phrases("vs"),
    auto_reply_subjects=phrases("autosvar, automatisk svar"),
    greetings=phrases("hej, kære"),
    signoffs=phrases("tak, mvh, med venlig hilsen, venlig hilsen, hilsen, vh"),
    sent_from=phrases("sendt fra, hent outlook til"),
    months=names(
        """
        januar jan, februar feb, marts mar, april apr, maj, juni jun, juli jul, august aug, september sep,
        oktober okt, november nov, december dec
        """
    ),
    stop_words=phrases("og, det, er, på, ikke, jeg, som, til, med, har, af"),
)
FINNISH = Language(
    code="fi",
    headers={
        "from": phrases("lähettäjä, lähde"),
        "sent": phrases("lähetetty, päivämäärä, päiväys"),
        "to": phrases("vastaanottaja"),
        "cc": phrases("kopio, cc"),
        "subject": phrases("aihe, otsikko"),
    },
    wrote=phrases("kirjoitti, kirjoittaa"),
    openers=phrases("ma, ti, ke, to, pe, la, su"),
    separators=phrases("alkuperäinen viesti, välitetty viesti, edelleenlähetetty viesti"),
    reply_prefixes=phrases("vs"),
    forward_prefixes=phrases("vl"),
    auto_reply_subjects=phrases("automaattinen vastaus, poissa"),
    greetings=phrases("hei, moi, terve"),
    signoffs=phrases("kiitos, terveisin, ystävällisin terveisin, yst. terv"),
    sent_from=phrases("lähetetty"),
    months=names(
        """
        tammikuuta tammi, helmikuuta helmi, maaliskuuta maalis, huhtikuuta huhti, toukokuuta touko,
        kesäkuuta kesä, heinäkuuta heinä, elokuuta elo, syyskuuta syys, lokakuuta loka, marraskuuta marras,
        joulukuuta joulu
        """
    ),
    stop_words=phrases("ja, on, ei, että, se, olen, kun, niin, mutta"),
)
POLISH = Language(
    code="pl",
    headers={
        "from": phrases("od, nadawca"),
        "sent": phrases("wysłano, data, wysłane"),
        "to": phrases("do"),
        "cc": phrases("dw, cc"),
        "subject": phrases("temat"),
    },
    wrote=phrases("napisał, napisała, napisał(a), pisze, napisal, napisała/a"),
    openers=phrases("w dniu, dnia, w, dn"),
    separators=phrases(
        """
        wiadomość oryginalna, oryginalna wiadomość, wiadomość przekazana, przekazana wiadomość, początek
        przekazywanej wiadomości, treść przekazanej wiadomości
        """
    ),
    reply_prefixes=phrases("odp"),
    forward_prefixes=phrases("pd"),
    auto_reply_subjects=phrases("automatyczna odpowiedź, nieobecność"),
    greetings=phrases("cześć, dzień dobry, witam, szanowni, szanowny, szanowna"),
    signoffs=phrases("dziękuję, pozdrawiam, z poważaniem, pozdrowienia, dzięki"),
    sent_from=phrases("wysłane z, wysłano z, pobierz program outlook"),
    months=names(
        """
        stycznia sty, lutego lut, marca mar, kwietnia kwi, maja maj, czerwca cze, lipca lip, sierpnia sie,
        września wrz, października paź, listopada lis, grudnia gru
        """
    ),
    stop_words=phrases("i, w, na, nie, się, jest, że, do, to"),
)
RUSSIAN = Language(
    code="ru",
    headers={
        "from": phrases("от, от кого"),
        "sent": phrases("отправлено, дата"),
        "to": phrases("кому"),
        "cc": phrases("копия"),
        "subject": phrases("тема"),
    },
    wrote=phrases("написал, написала, написал(а), пишет, писал, писал(а), вы писали"),
    openers=phrases("пн, вт, ср, чт, пт, сб, вс, в"),
    separators=phrases(
        """
        исходное сообщение, пересылаемое сообщение, перенаправленное сообщение, пересылаемое письмо,
        начало переадресованного сообщения, исходное письмо, конец пересылаемого сообщения
        """
    ),
    reply_prefixes=phrases("отв"),
    forward_prefixes=phrases("пер"),
    auto_reply_subjects=phrases("автоматический ответ, автоответ"),
    greetings=phrases(
        """
        привет, здравствуйте, добрый день, уважаемый, уважаемая, уважаемые, доброе утро, добрый вечер
        """
    ),
    signoffs=phrases("спасибо, с уважением, всего доброго, с наилучшими пожеланиями, благодарю"),
    sent_from=phrases("отправлено с, отправлено из, скачать outlook для"),
    months=names(
        """
        января янв, февраля февр фев, марта мар, апреля апр, мая май, июня июн, июля июл, августа авг,
        сентября сент сен, октября окт, ноября нояб ноя, декабря дек
        """
    ),
    stop_words=phrases("и, в, не, на, что, с, это, как, по"),
)
UKRAINIAN = Language(
    code="uk",
    headers={
        "from": phrases("від, від кого"),
        "sent": phrases("надіслано, дата"),
        "to": phrases("кому"),
        "cc": phrases("копія"),
        "subject": phrases("тема"),
    },
    wrote=phrases("написав, написала, пише, писав, написав(ла)"),
    openers=phrases("пн, вт, ср, чт, пт, сб, нд"),
    separators=phrases(
        """
        вихідне повідомлення, переслане повідомлення, перенаправлене повідомлення, оригінальне
        повідомлення
        """
    ),
    signoffs=phrases("дякую, з повагою"),
    sent_from=phrases("надіслано з, надіслано через"),
    months=names(
        """
        січня січ, лютого лют, березня бер, квітня квіт, травня трав, червня черв, липня лип, серпня серп,
        вересня вер, жовтня жовт, листопада лист, грудня груд
        """
    ),
    stop_words=phrases("і, та, що, не, на, це, як"),
)
CHINESE = Language(
    code="zh",
    headers={
        "from": phrases("发件人, 寄件者, 寄件人, 發件人"),
        "sent": phrases("发送时间, 寄件日期, 日期, 发送日期, 時間, 时间"),
        "to": phrases("收件人, 收件者"),
        "cc": phrases("抄送, 副本"),
        "subject": phrases("主题, 主旨, 主題"),
    },
    wrote=phrases("写道, 寫道, 寫信給, 写到, 撰寫"),
    openers=phrases("在, 於, 于"),
    separators=phrases("原始邮件, 原始郵件, 转发的邮件, 轉寄的郵件, 邮件原件, 原邮件, 已转发邮件"),
    reply_prefixes=phrases("回复, 答复, 回覆, 答覆"),
    forward_prefixes=phrases("转发, 轉寄"),
    auto_reply_subjects=phrases("自动回复, 自動回覆, 自动答复"),
    sent_from=phrases("发自我的, 從我的, 發自我的"),
)
JAPANESE = Language(
    code="ja",
    headers={
        "from": phrases("差出人, 送信者"),
        "sent": phrases("送信日時, 日付, 日時"),
        "to": phrases("宛先"),
        "cc": phrases("cc"),
        "subject": phrases("件名"),
    },
    wrote=phrases("のメール, 書きました, は書きました, のメッセージ, が書き込みました"),
    openers=(),
    separators=phrases("元のメッセージ, オリジナルメッセージ, 転送メッセージ, 転送されたメッセージ"),
    auto_reply_subjects=phrases("自動応答, 自動返信, 不在"),
    sent_from=phrases("iphoneから送信, ipadから送信"),
)

OTHERS = (SWEDISH, NORWEGIAN, DANISH, FINNISH, POLISH, RUSSIAN, UKRAINIAN, CHINESE, JAPANESE)
