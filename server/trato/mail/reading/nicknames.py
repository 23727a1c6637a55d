"""Short forms of given names in English and Spanish, to the full name they stand for; accents left out."""

_TABLE = """
robert: bob rob bobby robbie bert
william: bill will billy willie
richard: rick dick rich ricky richie
james: jim jimmy jamie
john: jack johnny
michael: mike mick mikey
elizabeth: liz beth betty eliza lizzie betsy
katherine: kate kathy katie catherine kathryn cathy kathleen
margaret: maggie peggy meg marge
thomas: tom tommy
david: dave davey
daniel: dan danny
joseph: joe joey
edward: ed ted eddie
charles: charlie chuck
christopher: chris kit
steven: steve stephen
anthony: tony
andrew: andy drew
kenneth: ken kenny
gregory: greg
jeffrey: jeff geoff geoffrey
lawrence: larry
matthew: matt
nicholas: nick
patricia: pat patty trish
philip: phil phillip
raymond: ray
ronald: ron
samuel: sam
susan: sue susie
timothy: tim
deborah: debbie deb debra
jennifer: jen jenny
rebecca: becky
barbara: barb
donald: don
douglas: doug
benjamin: ben
jonathan: jon
frederick: fred
gerald: gerry jerry
peter: pete
stanley: stan
victoria: vicky vicki
alexander: alex
jose: pepe
francisco: paco pancho curro kiko
ignacio: nacho
jesus: chus suso
rafael: rafa
manuel: manolo manu
antonio: toni
alejandro: ale
enrique: quique kike
guillermo: guille memo
eduardo: edu
fernando: fer nando
gabriel: gabi
javier: javi
juan: juanito
luis: lucho
miguel: migue
sergio: checo
vicente: chente
dolores: lola loli
concepcion: concha conchita
pilar: pili
isabel: isa
mercedes: merche
rosario: charo
consuelo: chelo
guadalupe: lupe lupita
teresa: tere maite
cristina: cris
beatriz: bea
montserrat: montse
inmaculada: inma
soledad: sole
"""
FULL: dict[str, str] = {
    short: full
    for line in _TABLE.split("\n")
    if line
    for full, _, rest in [line.partition(":")]
    for short in rest.split()
}
