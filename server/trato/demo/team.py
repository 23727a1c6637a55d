"""Our nine people: five reps, a sales manager who sells too, a director, an assistant, an administrator."""

from trato.demo.model import OUR_DOMAIN, OUR_NAME, Party, User

MADRID, LONDON, MEXICO = "Europe/Madrid", "Europe/London", "America/Mexico_City"

USERS = (
    User("carmen.oteiza@tornalba.example", "Carmen", "Oteiza", "f", "Directora comercial", ("manager",), "",
         MADRID, "es", ("coteiza@tornalba.example",), (), "40.4168,-3.7038",
         "+34 917 120 400", "+34 600 120 401", "Madrid"),
    User("javier.lozano@tornalba.example", "Javier", "Lozano Bueno", "m", "Jefe de ventas Iberia",
         ("manager", "rep"), "carmen.oteiza@tornalba.example", MADRID, "es",
         ("jlozano@tornalba.example", "ventas.centro@tornalba.example"), ("Centro",), "40.3083,-3.7327",
         "+34 917 120 402", "+34 600 120 403", "Madrid"),
    User("marta.iriarte@tornalba.example", "Marta", "Iriarte Sáez", "f", "Delegada zona norte", ("rep",),
         "javier.lozano@tornalba.example", MADRID, "es", ("miriarte@tornalba.example",), ("Norte",),
         "43.2630,-2.9350", "+34 944 120 410", "+34 600 120 411", "Bilbao"),
    User("rafael.cabrera@tornalba.example", "Rafael", "Cabrera Luque", "m", "Delegado zona sur", ("rep",),
         "javier.lozano@tornalba.example", MADRID, "es",
         ("rcabrera@tornalba.example", "rafa@tornalba.example"), ("Sur",), "37.3891,-5.9845",
         "+34 954 120 420", "+34 600 120 421", "Sevilla"),
    User("nuria.ferrer@tornalba.example", "Núria", "Ferrer i Puig", "f", "Delegada zona este", ("rep",),
         "javier.lozano@tornalba.example", MADRID, "es", ("nferrer@tornalba.example",), ("Este",),
         "39.4699,-0.3763", "+34 963 120 430", "+34 600 120 431", "Valencia"),
    User("helen.whitford@tornalba.example", "Helen", "Whitford", "f", "Area Sales Manager, UK & Ireland",
         ("rep",), "carmen.oteiza@tornalba.example", LONDON, "en",
         ("helen@tornalba-uk.example", "hwhitford@tornalba.example"), ("UK & Ireland",), "51.4934,0.0098",
         "+44 20 7946 0440", "+44 7700 900441", "London"),
    User("luis.cantu@tornalba.example", "Luis", "Cantú Elizondo", "m", "Gerente de ventas México", ("rep",),
         "carmen.oteiza@tornalba.example", MEXICO, "es", ("lcantu@tornalba.example",), ("México",),
         "25.6866,-100.3161", "+52 81 5550 0450", "+52 81 5550 0451", "Monterrey"),
    User("ines.balaguer@tornalba.example", "Inés", "Balaguer Roca", "f", "Asistente comercial",
         ("assistant",), "javier.lozano@tornalba.example", MADRID, "es",
         ("ibalaguer@tornalba.example", "agenda@tornalba.example"), (), "40.4168,-3.7038",
         "+34 917 120 404", "+34 600 120 405", "Madrid",
         ("marta.iriarte@tornalba.example", "rafael.cabrera@tornalba.example",
          "nuria.ferrer@tornalba.example")),
    User("oscar.villar@tornalba.example", "Óscar", "Villar Toca", "m", "Sistemas", ("admin",),
         "carmen.oteiza@tornalba.example", MADRID, "es", ("sistemas@tornalba.example",), (),
         "40.4168,-3.7038", "+34 917 120 406", "+34 600 120 407", "Madrid"),
)  # fmt: skip

BY_UPN = {user.upn: user for user in USERS}
CARMEN, JAVIER, MARTA, RAFAEL, NURIA, HELEN, LUIS, INES, OSCAR = (user.upn for user in USERS)
REPS = tuple(user.upn for user in USERS if "rep" in user.roles)
REP_OF = {territory: user.upn for user in USERS for territory in user.territories}
MANAGER_OF = {user.upn: user.manager for user in USERS}

TERRITORIES = (
    # name, parent, countries, regions, postal codes, industries
    ("Iberia", "", "ES;PT", "", "", ""),
    ("Norte", "Iberia", "ES", "País Vasco;Navarra;Cantabria;Asturias;La Rioja;Aragón;Galicia",
     "01;15;20;22;26;27;31;32;33;36;39;44;48;50", ""),
    ("Sur", "Iberia", "ES", "Andalucía;Extremadura;Canarias",
     "04;06;10;11;14;18;21;23;29;35;38;41", ""),
    ("Este", "Iberia", "ES", "Cataluña;Comunitat Valenciana;Región de Murcia;Illes Balears",
     "03;07;08;12;17;25;30;43;46", ""),
    ("Centro", "Iberia", "ES", "Comunidad de Madrid;Castilla-La Mancha;Castilla y León",
     "02;05;09;13;16;19;24;28;34;37;40;42;45;47;49", ""),
    ("UK & Ireland", "", "GB;IE", "", "", ""),
    ("México", "", "MX", "", "", ""),
)  # fmt: skip

STREETS = {
    "Madrid": "Calle Torneros Viejos 14, 28906 Getafe (Madrid)",
    "Bilbao": "Camino de Ugasko 3, 48015 Bilbao",
    "Sevilla": "Polígono Calonge, nave 22, 41007 Sevilla",
    "Valencia": "Camino de las Moreras 61, 46026 Valencia",
    "London": "Unit 7, Tunnel Wharf Lane, London SE10 0QS",
    "Monterrey": "Avenida de los Talleres 1180, 64420 Monterrey, N.L.",
}


def party(upn: str, *, address: str = "") -> Party:
    """One of us as a writer, under the main address or an alias."""
    user = BY_UPN[upn]
    english = user.language == "en"
    return Party(
        name=user.name,
        given=user.given,
        email=address or upn,
        language=user.language,
        gender=user.gender,
        title=user.title,
        company="Tornalba UK" if english else OUR_NAME,
        phone=user.phone,
        mobile=user.mobile,
        address=STREETS[user.office],
        web=f"www.{OUR_DOMAIN}",
        zone=user.zone,
    )


TECHNICIAN = Party("Tomás Prieto", "Tomás", "tomas.prieto@tornalba.example", "es", "m", "Servicio técnico",
                   OUR_NAME, "+34 917 120 415", "+34 600 120 416", STREETS["Madrid"],
                   f"www.{OUR_DOMAIN}")  # fmt: skip
"""A colleague without a connected mailbox."""
