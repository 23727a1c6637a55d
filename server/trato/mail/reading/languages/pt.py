"""Portuguese: header labels, attributions, greetings and sign-offs."""

from trato.mail.reading.languages.model import Language, names, phrases

PORTUGUESE = Language(
    code="pt",
    headers={
        "from": phrases("de, remetente"),
        "sent": phrases("enviado, enviada em, enviado em, data, enviada, data de envio"),
        "to": phrases("para, destinatário"),
        "cc": phrases("cc, com cópia, c/c"),
        "bcc": phrases("cco, bcc"),
        "subject": phrases("assunto"),
        "reply_to": phrases("responder para"),
        "other": phrases("importância, anexos, prioridade"),
    },
    wrote=phrases("escreveu, escreveste, escrevia, escreve"),
    openers=phrases("em, no dia"),
    separators=phrases(
        """
        mensagem original, mensagem encaminhada, mensagem reencaminhada, encaminhado por, e-mail
        original, início da mensagem reencaminhada, início da mensagem encaminhada
        """
    ),
    on_behalf_of=phrases("em nome de"),
    reply_prefixes=phrases("re, res"),
    forward_prefixes=phrases("enc, fwd, fw"),
    calendar_prefixes=phrases("aceito, aceite, recusado, provisório, cancelado, atualizado, convite"),
    auto_reply_subjects=phrases(
        """
        resposta automática, fora do escritório, ausência temporária, resposta automatica, ausente do
        escritório
        """
    ),
    bounce_subjects=phrases(
        """
        não é possível entregar, não entregue, falha na entrega, mensagem não entregue, falha de entrega
        """
    ),
    greetings=phrases(
        """
        olá, ola, oi, bom dia, boa tarde, boa noite, prezado, prezada, prezados, caro, cara, caros,
        caras, exmo, exma, exmos, querido, querida, viva
        """
    ),
    addressees=phrases("todos, todas, equipe, equipa, pessoal, senhor, senhora, senhores, sr, sra, colegas"),
    signoffs=phrases(
        """
        obrigado, obrigada, muito obrigado, muito obrigada, obrigado desde já, desde já agradeço,
        atenciosamente, atentamente, cumprimentos, melhores cumprimentos, com os melhores cumprimentos,
        cordialmente, saudações, abraço, abraços, um abraço, grande abraço, att, at.te, abs, beijos,
        bjs, até logo, até breve, grato, grata, cordiais saudações, respeitosamente, cps
        """
    ),
    sent_from=phrases(
        """
        enviado do meu, enviado a partir, enviado pelo, enviado do, enviado via, obter o outlook para,
        enviada do meu
        """
    ),
    disclaimers=phrases("confidenciais, confidencial, destinatário, por engano, proibida, aviso legal"),
    months=names(
        """
        janeiro jan, fevereiro fev, março mar, abril abr, maio mai, junho jun, julho jul, agosto ago,
        setembro set, outubro out, novembro nov, dezembro dez
        """
    ),
    weekdays=names(
        """
        segunda-feira segunda seg, terça-feira terça ter, quarta-feira quarta qua, quinta-feira quinta qui,
        sexta-feira sexta sex, sábado sáb, domingo dom
        """
    ),
    phone_labels={
        "fax": phrases("fax"),
        "mobile": phrases("telemóvel, celular, telm, cel, tlm"),
        "work": phrases("telefone, tel, fone"),
    },
    job_words=phrases(
        """
        diretor, diretora, gerente, chefe, engenheiro, engenheira, advogado, advogada, coordenador,
        coordenadora, gestor, gestora, sócio, administrador, vendedor
        """
    ),
    department_words=phrases("departamento, vendas, compras, financeiro, recursos humanos"),
    company_words=phrases("ltda, lda, s/a, eireli, grupo, universidade, banco"),
    street_words=phrases("rua, avenida, praça, travessa, andar, sala, estrada, cep, bairro, rodovia, lote"),
    stop_words=phrases(
        """
        o, que, e, não, uma, para, com, você, os, em, do, da, por, se, obrigado, isso, mais, está, são,
        seu
        """
    ),
)
