"""Spanish: header labels, attributions, greetings, sign-offs and signature words."""

from trato.mail.reading.languages.model import Language, names, phrases

SPANISH = Language(
    code="es",
    headers={
        "from": phrases("de, remitente, desde"),
        "sent": phrases("enviado el, enviado, fecha, fecha de envío, fecha de envio, enviada el, enviada"),
        "to": phrases("para, a, destinatario"),
        "cc": phrases("cc, con copia, con copia a, c.c"),
        "bcc": phrases("cco, bcc"),
        "subject": phrases("asunto"),
        "reply_to": phrases("responder a, responder"),
        "other": phrases(
            """
            importancia, datos adjuntos, adjuntos, archivos adjuntos, cuándo, cuando, dónde, donde
            """
        ),
    },
    wrote=phrases("escribió, escribio, escribía, ha escrito, escribiste, escribe, escribieron"),
    openers=phrases("el, en, con fecha"),
    separators=phrases(
        """
        mensaje original, mensaje reenviado, mensaje enviado, reenviado por, mensaje original , inicio
        del mensaje reenviado, forwarded message, correo original, mensaje anterior, cita original,
        comienzo del mensaje reenviado, correo reenviado
        """
    ),
    on_behalf_of=phrases("en nombre de, en representación de"),
    reply_prefixes=phrases("re, rta, resp"),
    forward_prefixes=phrases("rv, rm, reenv, fwd"),
    calendar_prefixes=phrases(
        """
        aceptado, aceptada, rechazado, rechazada, provisional, provisionalmente aceptado, cancelado,
        cancelada, actualizado, actualizada, nueva hora propuesta, tentativa, tentativo, aceptado
        provisionalmente, notificación de reenvío de reunión, convocatoria, invitación, invitación
        actualizada, evento cancelado
        """
    ),
    auto_reply_subjects=phrases(
        """
        respuesta automática, respuesta automatica, fuera de la oficina, fuera de oficina, ausente de la
        oficina, autorespuesta, auto-respuesta, mensaje automático, de vacaciones, ausencia de oficina
        """
    ),
    bounce_subjects=phrases(
        """
        no se puede entregar, no se pudo entregar, error de entrega, correo no entregado, mensaje no
        entregado, notificación de estado de entrega, no entregado, correo devuelto, mensaje devuelto,
        entrega fallida
        """
    ),
    greetings=phrases(
        """
        hola, buenos días, buenos dias, buenas tardes, buenas noches, buenas, estimado, estimada,
        estimados, estimadas, estimado/a, estimados/as, querido, querida, queridos, muy buenas, muy
        buenos días, buen día, buen dia, apreciado, apreciada, apreciados, muy señor mío, muy señores
        míos, muy sres. míos, a quien corresponda, qué tal, que tal, saludos a todos, distinguido,
        distinguida, distinguidos, excelente día
        """
    ),
    addressees=phrases(
        """
        todos, todas, equipo, compañeros, compañeras, amigos, señor, señora, señores, sr, sra, sres,
        don, doña, d, dña, colegas, chicos, chicas, tod@s, a, ing, lic, doctor
        """
    ),
    signoffs=phrases(
        """
        gracias, muchas gracias, mil gracias, gracias de antemano, muchas gracias de antemano, gracias
        por todo, gracias y saludos, gracias y un saludo, muchas gracias y un saludo, muchas gracias y
        saludos, gracias por anticipado, desde ya muchas gracias, desde ya gracias, gracias por su
        atención, gracias por tu ayuda, gracias por su ayuda, gracias por su tiempo, gracias por tu
        tiempo, agradecido, agradecida, saludos, un saludo, saludos cordiales, un cordial saludo,
        cordial saludo, cordiales saludos, un saludo cordial, un afectuoso saludo, atentamente, atte,
        att, muy atentamente, le saluda atentamente, les saluda atentamente, te saluda, un abrazo,
        abrazos, un fuerte abrazo, fuerte abrazo, besos, un beso, besos y abrazos, cordialmente, muy
        cordialmente, saludos a todos, saludos y gracias, slds, sds, salu2, quedo a su disposición,
        quedo atento, quedo atenta, quedo a la espera, quedamos a su disposición, hasta pronto, hasta
        luego, hasta mañana, nos vemos, buen fin de semana, feliz fin de semana, que tengas un buen día,
        que tenga un buen día, que tengas buen día, recibe un cordial saludo, reciba un cordial saludo,
        reciban un cordial saludo, reciba un saludo, sin otro particular, sin más por el momento, muchos
        saludos, mis mejores deseos, un placer, s.s, respetuosamente, sinceramente, afectuosamente, con
        un cordial saludo, mis saludos, buen día, feliz día
        """
    ),
    sent_from=phrases(
        """
        enviado desde, enviado con, enviado mediante, enviado por, obtener outlook para, obtén outlook
        para, obtenga outlook para, descargar outlook para, mandado desde
        """
    ),
    disclaimers=phrases(
        """
        confidencial, destinatario, privilegiada, por error, prohibid, aviso legal, antes de imprimir,
        medio ambiente, protección de datos, divulgación, darse de baja, baja de la lista, rgpd, lopd
        """
    ),
    months=names(
        """
        enero ene, febrero feb, marzo mar, abril abr, mayo may, junio jun, julio jul, agosto ago, septiembre
        setiembre sep sept set, octubre oct, noviembre nov, diciembre dic
        """
    ),
    weekdays=names(
        """
        lunes lun, martes mar, miércoles miercoles miérc mierc mié mie, jueves juev jue, viernes vier vie,
        sábado sabado sáb sab,
        domingo dom
        """
    ),
    phone_labels={
        "fax": phrases("fax, telefax"),
        "mobile": phrases("móvil, movil, celular, cel, móv, mov, whatsapp, m"),
        "home": phrases("casa, domicilio, particular"),
        "pager": phrases("busca, buscapersonas"),
        "work": phrases(
            """
            teléfono, telefono, tel, tlf, tfno, tfn, tlfno, oficina, directo, centralita, fijo, tf,
            trabajo, conmutador, línea directa, teléfonos, tels
            """
        ),
    },
    job_words=phrases(
        """
        director, directora, gerente, jefe, jefa, responsable, ingeniero, ingeniera, abogado, abogada,
        presidente, presidenta, consejero, consejera, socio, socia, consultor, consultora, comercial,
        técnico, técnica, asistente, secretario, secretaria, coordinador, coordinadora, analista,
        administrador, administradora, encargado, encargada, delegado, delegada, asesor, asesora,
        vendedor, vendedora, ejecutivo, ejecutiva, contador, contadora, profesor, profesora, arquitecto,
        arquitecta, subdirector, subdirectora, vicepresidente, fundador, fundadora, propietario,
        adjunto, adjunta, becario, supervisor, supervisora, desarrollador
        """
    ),
    department_words=phrases(
        """
        departamento, dpto, depto, área, area, división, dirección, compras, ventas, administración,
        contabilidad, recursos humanos, atención al cliente, marketing, logística, sistemas, calidad,
        gerencia, producción, mantenimiento, exportación, unidad
        """
    ),
    company_words=phrases(
        """
        s.a, sa, s.l, sl, s.l.u, slu, s.a.u, sau, s.a. de c.v, s de rl, s.r.l, srl, cía, grupo,
        universidad, banco, ministerio, instituto, ayuntamiento, asociación, fundación, sociedad,
        consultores, asociados, servicios, industrias, tecnologías, colegio, cooperativa, laboratorios,
        construcciones, transportes, suministros, distribuciones, hermanos, e hijos
        """
    ),
    street_words=phrases(
        """
        calle, c/, avenida, avda, av, plaza, pza, paseo, pº, polígono, pol, ctra, carretera, ronda,
        camino, planta, piso, despacho, edificio, edif, colonia, col, cp, nº, núm, apartado, apdo,
        parque, travesía, bulevar, glorieta, oficina, local, nave
        """
    ),
    stop_words=phrases(
        """
        el, la, de, que, y, en, los, para, con, por, una, un, se, del, las, es, su, no, al, lo, como,
        más, gracias, hola, saludos, le, te, nos, favor, estoy
        """
    ),
)
