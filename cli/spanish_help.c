/* The help in Spanish: its frame, options, commands, and what is behind --help of a command. */
#include "cli/spanish.h"

const vd_phrase vd_help_phrases[] = {
    {"valedor - which guidelines apply to a person's case, which deadlines run, which "
     "benefits\nare open and from when, with the law that says so and what is still "
     "unknown.\n\nusage: valedor COMMAND [ARGUMENT...] [OPTION...]\n\nOn a case file, without a "
     "daemon; or on a stored case, by its id, through the daemon:",
     "valedor - qué pautas rigen en el caso de una persona, qué plazos corren, qué "
     "beneficios\nestán abiertos y desde cuándo, con la ley que lo dice y lo que aún no se "
     "sabe.\n\nuso: valedor ORDEN [ARGUMENTO...] [OPCIÓN...]\n\nSobre un archivo de caso, sin "
     "servicio; o sobre un caso guardado, por su identificador, con el servicio:"},
    {"\nEverywhere:", "\nEn todas:"},
    {"\nLeaves with 0 when all went well, 1 for a negative result (a check failed, no such\ncase), "
     "2 for a command line, file or value that cannot be used, 3 when no daemon answers,\n4 when "
     "anything else went wrong.\n\nvaledor COMMAND --help tells more.",
     "\nTermina con 0 si todo fue bien, 1 si el resultado es negativo (una revisión falló, no "
     "hay\ntal caso), 2 si una orden, un archivo o un valor no sirve, 3 si ningún servicio "
     "responde,\n4 si falló cualquier otra cosa.\n\nvaledor ORDEN --help dice más."},
    {"usage:", "uso:"},
    {"[OPTION...]", "[OPCIÓN...]"},
    {"\nOptions:", "\nOpciones:"},
    {"\nvaledor --help lists the options that every command takes.",
     "\nvaledor --help enumera las opciones que toda orden acepta."},
    {"the daemon to ask (VALEDOR_SERVER)", "el servicio al que se pregunta (VALEDOR_SERVER)"},
    {"the rule packs to use on files (VALEDOR_PACKS)",
     "los paquetes de reglas para archivos (VALEDOR_PACKS)"},
    {"law of a case file that names none (VALEDOR_JURISDICTION)",
     "derecho de un caso que no lo dice (VALEDOR_JURISDICTION)"},
    {"language of the answer (VALEDOR_LANG); es", "idioma de la respuesta (VALEDOR_LANG); es"},
    {"answer in JSON, as docs/json.md tells", "responder en JSON, según docs/json.md"},
    {"tell about the program or the command", "explicar el programa o la orden"},
    {"tell the version", "decir la versión"},
    {"how long to wait for the daemon; 10", "cuánto esperar al servicio; 10"},
    {"as on that day, at its beginning: 2025-07-25", "como en ese día, a su comienzo: 2025-07-25"},
    {"as at that instant: 2025-07-25T14:00-05:00", "como en ese instante: 2025-07-25T14:00-05:00"},
    {"only this rule", "solo esta regla"},
    {"show how each answer came about", "mostrar cómo se llegó a cada respuesta"},
    {"also what does not apply, is not triggered or is not known",
     "también lo que no rige, no se ha activado o no se sabe"},
    {"JSON object whose entries are names; - is standard input",
     "objeto JSON cuyas entradas son nombres; - es la entrada estándar"},
    {"the event from which the term runs; where a timeline begins",
     "el hecho desde el que corre el plazo; dónde empieza una línea de tiempo"},
    {"'3 business days', '48 hours', '9 months'",
     "'3 business days', '48 hours', '9 months' (días hábiles, horas, meses)"},
    {"which days count: pe.judicial", "qué días cuentan: pe.judicial"},
    {"judicial district: lima", "distrito judicial: lima"},
    {"days added for distance", "días que se suman por la distancia"},
    {"next (default), included, next_business, moment",
     "next (si no se dice), included, next_business, moment"},
    {"none (default), next_business_day", "none (si no se dice), next_business_day"},
    {"same_day (default), eve", "same_day (si no se dice), eve"},
    {"last_day (default), next_day, refuse", "last_day (si no se dice), next_day, refuse"},
    {"the notice takes effect on the n-th business day",
     "la notificación surte efecto el n-ésimo día hábil"},
    {"on_effect (default), after_effect", "on_effect (si no se dice), after_effect"},
    {"suspensions of the calendar stop terms of months, days, hours too",
     "las suspensiones del calendario paran también plazos de meses, días y horas"},
    {"time zone of an expression's now and today; UTC",
     "zona horaria de now y today en una expresión; UTC"},
    {"list notes, and let them fail the check too",
     "enumerar las notas, y que también ellas hagan fallar la revisión"},
    {"a case file, or a folder of them", "un archivo de caso, o una carpeta de ellos"},
    {"at most so many", "a lo más tantos"},
    {"stop after so long; 600", "parar tras ese tiempo; 600"},
    {"write there instead of standard output; also -o",
     "escribir allí y no en la salida estándar; también -o"},
    {"standard input is that file, not saved yet",
     "la entrada estándar es ese archivo, aún sin guardar"},
    {"so many processes; one a processor", "tantos procesos; uno por procesador"},
    {"the list by rule only", "solo la lista por regla"},
    {"of explanations: full (default), why, why-not, missing",
     "de las explicaciones: full (si no se dice), why, why-not, missing"},
    {"nodes of an explanation, at most; 2000", "nudos de una explicación, a lo más; 2000"},
    {"suppose it; FACT[RECORD]=VALUE of a record; may be given again",
     "suponerlo; FACT[RECORD]=VALUE de un registro; puede repetirse"},
    {"ask the changed case as on that day, or then",
     "preguntar por el caso cambiado en ese día o instante"},
    {"ask the changed case under those rule packs",
     "preguntar por el caso cambiado con esos paquetes de reglas"},
    {"of this record: s1", "de este registro: s1"},
    {"where the timeline ends, exclusive; ten years on",
     "dónde termina la línea de tiempo, sin incluirlo; diez años después"},
    {"write a folder of pages there, one an instrument",
     "escribir allí una carpeta de páginas, una por norma"},
    {"everything that holds for a case", "todo lo que rige en un caso"},
    {"which deadlines run, and when they end", "qué plazos corren y cuándo vencen"},
    {"which benefits are open, and from when", "qué beneficios están abiertos y desde cuándo"},
    {"what must be done, by whom", "qué debe hacerse y quién"},
    {"how an answer came about, in full", "cómo se llegó a una respuesta, por entero"},
    {"what to tell the person, in their language", "qué decirle a la persona, en su idioma"},
    {"what would change if a fact, the day or the law did",
     "qué cambiaría con otro hecho, otro día u otra ley"},
    {"which fact to ask for next, and what it would settle",
     "qué hecho preguntar ahora y qué resolvería"},
    {"the statuses of a rule along time, exactly",
     "los estados de una regla a lo largo del tiempo, exactos"},
    {"store cases, or replace them", "guardar casos o reemplazarlos"},
    {"a stored case", "un caso guardado"},
    {"the stored cases", "los casos guardados"},
    {"count one term on a calendar", "contar un plazo en un calendario"},
    {"evaluate one expression", "evaluar una expresión"},
    {"evaluate one expression a line", "evaluar una expresión por línea"},
    {"whether rule packs are sound", "si los paquetes de reglas están bien"},
    {"run the packs' own scenarios", "ejecutar los escenarios de los paquetes"},
    {"put packs into one file that loads at once",
     "reunir paquetes en un archivo que carga al instante"},
    {"what differs between two versions of packs", "qué difiere entre dos versiones de paquetes"},
    {"which answers differ between them", "qué respuestas difieren entre ellas"},
    {"what the scenarios come to, and what they do not", "a qué llegan los escenarios y a qué no"},
    {"whether the scenarios would notice a slip", "si los escenarios notarían un desliz"},
    {"the packs as a page to read, in Markdown", "los paquetes como página para leer, en Markdown"},
    {"diagnostics for editors, in JSON", "diagnósticos para editores, en JSON"},
    {"whether the daemon serves, and with which packs",
     "si el servicio responde y con qué paquetes"},
    {"the versions of program and engine", "las versiones del programa y del motor"},
    {"FILE is a case file (docs/rule-language.md), or - for standard input; it is assessed here, "
     "by the packs of --packs,\nwithout a daemon. CASE is the id of a stored case; the daemon of "
     "--server answers.\nWithout --on and --at the question is for the file's ask_on, or now.",
     "FILE es un archivo de caso (docs/rule-language.md), o - para la entrada estándar; se evalúa "
     "aquí, con los paquetes de\n--packs, sin servicio. CASE es el identificador de un caso "
     "guardado; responde el servicio de --server.\nSin --on ni --at se pregunta por el ask_on del "
     "archivo, o por ahora."},
    {"What applies, dates and what to ask for, in plain words; --lang takes every language of "
     "the\nsheet (es, en, pt, fr) and the sheet says when no certified translator has checked it. "
     "A\nstored case is answered by the daemon, by the same packs as those of --packs.",
     "Qué rige, las fechas y qué pedir, en palabras sencillas; --lang acepta todo idioma de "
     "la\nhoja (es, en, pt, fr), y la hoja dice si ningún traductor certificado la ha revisado. "
     "Por un\ncaso guardado responde el servicio, con los mismos paquetes que los de --packs."},
    {"Example:\n  valedor what-if case.yaml --set 'sentence.fine_paid[s1]=true' --then "
     "2026-01-01\n\nVALUE is written as in a case file; none, unknowable and unknown have their "
     "meaning there.\n--then moves the changed case to another day, --then-packs puts it under "
     "other rules.\nWhat stays unknown is counted; --all lists it.",
     "Ejemplo:\n  valedor what-if case.yaml --set 'sentence.fine_paid[s1]=true' --then "
     "2026-01-01\n\nVALUE se escribe como en un archivo de caso; none, unknowable y unknown "
     "significan lo mismo.\n--then lleva el caso cambiado a otro día, --then-packs lo pone bajo "
     "otras reglas.\nLo que sigue sin saberse se cuenta; --all lo enumera."},
    {"FILE and CASE as for assess. Without --from it begins today, or on the file's ask_on.",
     "FILE y CASE como en assess. Sin --from empieza hoy, o en el ask_on del archivo."},
    {"Example:\n  valedor term --from 2025-07-25 --length '3 business days' --calendar "
     "pe.judicial\n\ndocs/legal-time.md explains each choice.",
     "Ejemplo:\n  valedor term --from 2025-07-25 --length '3 business days' --calendar "
     "pe.judicial\n\ndocs/legal-time.md explica cada opción."},
    {"Example:\n  valedor feel eval 'date(\"2016-01-31\") + duration(\"P1M\")'",
     "Ejemplo:\n  valedor feel eval 'date(\"2016-01-31\") + duration(\"P1M\")'"},
    {"Reads {\"id\",\"expression\",\"context\"} a line from FILE or standard input and "
     "writes\n{\"id\",\"type\",\"value\"} or {\"id\",\"error\"} for each, values in FEEL's own "
     "text form.",
     "Lee {\"id\",\"expression\",\"context\"} por línea de FILE o de la entrada estándar y "
     "escribe\n{\"id\",\"type\",\"value\"} o {\"id\",\"error\"} por cada una, con los valores como "
     "los escribe FEEL."},
    {"Leaves with 1 when there is an error or a warning; with --strict, also when a rule "
     "lacks\nscenarios for a side of it, or a cited article an inventory of its paragraphs.",
     "Termina con 1 si hay un error o una advertencia; con --strict, también si a una regla "
     "le\nfaltan escenarios de algún lado, o a un artículo citado el inventario de sus párrafos."},
    {"Leaves with 0 when nothing does, with 1 when something does.",
     "Termina con 0 si nada difiere, con 1 si algo difiere."},
    {"Each case is asked for its ask_on, or for --on. Leaves with 0 when no answer differs, with "
     "1\nwhen one does. Case files may also stand behind A and B.",
     "Se pregunta por el ask_on de cada caso, o por --on. Termina con 0 si ninguna respuesta "
     "difiere, con 1\nsi alguna difiere. También pueden ir archivos de caso detrás de A y B."},
    {"Changes one thing at a time, in memory, and lists the changes that no scenario notices, "
     "then\nthe rules and what they share, the worst first. With --rule, those whose ids begin so.",
     "Cambia una cosa cada vez, en memoria, y enumera los cambios que ningún escenario nota, y "
     "luego\nlas reglas y lo que comparten, lo peor primero. Con --rule, las que empiezan así."},
    {"In place of DIR there may be a file that pack compile wrote: then the\nscenarios are those "
     "of "
     "the packs in --cases DIR.",
     "En lugar de DIR puede darse un archivo que escribió pack compile: entonces los\nescenarios "
     "son "
     "los de los paquetes en --cases DIR."},
    {"Writes the file that --output names, which --packs takes in place of a\nfolder. It is for "
     "this "
     "version of valedor alone: compile anew with each.",
     "Escribe el archivo que --output indica y que --packs acepta en lugar de una\ncarpeta. Es "
     "solo "
     "para esta versión de valedor: con cada una se compila de nuevo."},
    {"With --out, a folder of pages with the texts in Spanish and English, what is covered and "
     "what\nis asked.",
     "Con --out, una carpeta de páginas con los textos en español e inglés, lo que se cubre y lo "
     "que\nse pregunta."},
    {"A file is checked with the pack that it belongs to. \"-\" is standard input: with --as FILE "
     "it\ntakes the place of that file, else it is only read as YAML.",
     "Un archivo se revisa con el paquete al que pertenece. \"-\" es la entrada estándar: con --as "
     "FILE\nocupa el lugar de ese archivo, si no solo se lee como YAML."},
    {NULL, NULL}};
