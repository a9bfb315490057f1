package charset_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"

	"cliffhanger/story"
	"cliffhanger/story/manuscript/charset"
)

// Some lines as authors write them, in languages of each encoding.
const (
	english = "“The café is shut,” said Zoë. “It’s the ferry – nobody comes.”\nShe wiped the naïve little bell with " +
		"her " +
		"sleeve and hung it back above the door…\n“Then we wait,” said the captain, and sat down on the coal.\n"
	quotes = "“Wait,” she said. It wasn’t far to the light – a mile, perhaps.\nNobody answered.\n"
	french = "Le phare était éteint depuis trois jours. À l’aube, Hélène monta l’escalier à pas lents, une lampe à la " +
		"main.\n« Vous êtes là ? » demanda-t-elle. Personne ne répondit ; la mer, déjà, couvrait la jetée.\n"
	german = "Der Leuchtturmwärter zählte die Stufen, während draußen der Sturm über die Dächer fuhr.\n»Schließ die " +
		"Tür«, " +
		"sagte Jörg müde. »Es wird für heute genügen.«\n"
	plain1 = "Der Leuchtturmwärter zählte die Stufen, während draußen der Sturm über die Dächer fuhr.\nEs wird für " +
		"heute " +
		"genügen, dachte Jörg müde, und schloss die Tür hinter sich.\n"
	polish = "Latarnik liczył stopnie, a na zewnątrz wiatr szarpał dachówki.\n– Zamknij drzwi – powiedział Łukasz. " +
		"– Dziś już " +
		"nikt nie przypłynie, świeć sobie sam.\n"
	russian = "Смотритель маяка считал ступени, пока снаружи буря рвала крыши.\n– Закрой дверь, – сказал он устало. " +
		"– Сегодня " +
		"уже никто не придёт, и лодка останется на берегу до утра.\n"
	japanese1 = "灯台守は階段を数えながら、ゆっくりと上っていった。外では嵐が屋根を鳴らしている。\n「戸を閉めてくれ」と彼は言った。「今夜はもう、" +
		"だれも来ないだろう」\n"
	chinese = "守灯塔的人一级一级地数着台阶，外面的风把屋顶吹得直响。\n“把门关上吧，”他说，“今天晚上不会再有人来了。”\n她没有回答，只是看着海。\n"
	taiwan  = "守燈塔的人一級一級地數著台階，外面的風把屋頂吹得直響。\n「把門關上吧，」他說，「今天晚上不會再有人來了。」\n她沒有回答，只是看著海。\n"
	korean1 = "등대지기는 계단을 하나하나 세면서 천천히 올라갔다. 밖에서는 바람이 지붕을 흔들고 있었다.\n“문을 닫아 줘.” 그가 말했다. “오늘 밤에는 이제 아무도 오지 않을 거야.”\n"
	greek   = "Ο φαροφύλακας μετρούσε τα σκαλιά, ενώ έξω ο άνεμος χτυπούσε τις στέγες.\nΚλείσε την πόρτα, είπε " +
		"κουρασμένα. Απόψε " +
		"δεν θα έρθει κανείς πια, και η βάρκα θα μείνει στην ακτή.\n"
)

func encode(t *testing.T, text string, enc encoding.Encoding) []byte {
	t.Helper()
	data, err := enc.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func wide(order unicode.Endianness, mark unicode.BOMPolicy) encoding.Encoding {
	return unicode.UTF16(order, mark)
}

// TestRead reads texts of many languages in the encodings they were saved in, and prints what each was taken for.
func TestRead(t *testing.T) {
	const noMark, withMark = unicode.IgnoreBOM, unicode.UseBOM
	for _, test := range []struct {
		kind string
		text string
		enc  encoding.Encoding
		name string // as whoever reads it says
		by   charset.Reason
		word string
	}{
		{"UTF-8", english, encoding.Nop, "", charset.ByContent, ""},
		{"UTF-8 with a mark", "\ufeff" + english, encoding.Nop, "", charset.ByMark, ""},
		{"UTF-8, named otherwise", polish, encoding.Nop, "windows-1250", charset.ByContent, "liczył"},
		{"ASCII, named", "Plain.\n", encoding.Nop, "windows-1250", charset.ByContent, ""},
		{"Windows-1252", english, charmap.Windows1252, "", charset.ByLetters, "café"},
		{"Windows-1252, quotes", quotes, charmap.Windows1252, "", charset.ByLetters, "“Wait,”"},
		{"Windows-1252, French", french, charmap.Windows1252, "", charset.ByLetters, "était"},
		{"Windows-1252, German", german, charmap.Windows1252, "", charset.ByLetters, "Leuchtturmwärter"},
		{"ISO 8859-1", plain1, charmap.ISO8859_1, "", charset.ByLetters, "Leuchtturmwärter"},
		{"Shift JIS", japanese1, japanese.ShiftJIS, "", charset.ByLetters, "灯台守は階段を数えながら、ゆっくりと上っていった"},
		{"EUC-JP", japanese1, japanese.EUCJP, "", charset.ByLetters, "灯台守は階段を数えながら、ゆっくりと上っていった"},
		{"GB 18030", chinese, simplifiedchinese.GB18030, "", charset.ByLetters, "守灯塔的人一级一级地数着台阶，外面的风把屋顶吹得"},
		{"Big5", taiwan, traditionalchinese.Big5, "", charset.ByLetters, "守燈塔的人一級一級地數著台階，外面的風把屋頂吹得"},
		{"EUC-KR", korean1, korean.EUCKR, "", charset.ByLetters, "등대지기는"},
		{"KOI8-R", strings.ReplaceAll(russian, "–", "-"), charmap.KOI8R, "", charset.ByLetters, "Смотритель"},
		{"Windows-1251", russian, charmap.Windows1251, "", charset.ByLetters, "Смотритель"},
		{"Windows-1253", greek, charmap.Windows1253, "", charset.ByLetters, "Ο"},
		{"Windows-1250, named", polish, charmap.Windows1250, "windows-1250", charset.ByName, "liczył"},
		{"Windows-1250, named cp1250", polish, charmap.Windows1250, " CP1250 ", charset.ByName, "liczył"},
		{"ISO 8859-2, named", strings.ReplaceAll(polish, "–", "-"), charmap.ISO8859_2, "latin2", charset.ByName, "liczył"},
		{"Macintosh, named", english, charmap.Macintosh, "MacRoman", charset.ByName, "café"},
		{"IBM 850, named", strings.NewReplacer("»", "", "«", "").Replace(german), charmap.CodePage850, "IBM850",
			charset.ByName, "Leuchtturmwärter"},
		{"ISO-2022-JP, named", japanese1, japanese.ISO2022JP, "iso-2022-jp", charset.ByName, "灯台守は階段を数えながら、ゆっくりと上っていった"},
		{"UTF-16LE with a mark", english, wide(unicode.LittleEndian, withMark), "", charset.ByMark, ""},
		{"UTF-16BE with a mark", english, wide(unicode.BigEndian, withMark), "", charset.ByMark, ""},
		{"UTF-16LE", english, wide(unicode.LittleEndian, noMark), "", charset.ByZeros, "café"},
		{"UTF-16BE", english, wide(unicode.BigEndian, noMark), "", charset.ByZeros, "café"},
		{"UTF-16LE, Russian", russian, wide(unicode.LittleEndian, noMark), "", charset.ByZeros, "Смотритель"},
		{"UTF-16BE, Chinese", chinese, wide(unicode.BigEndian, noMark), "", charset.ByZeros, "守灯塔的人一级一级地数着台阶，外面的风把屋顶吹得"},
		{"UTF-16, named", english, wide(unicode.LittleEndian, noMark), "utf-16", charset.ByName, "café"},
	} {
		got, err := charset.Read(encode(t, test.text, test.enc), test.name)
		if err != nil {
			t.Errorf("%s: %v", test.kind, err)
			continue
		}
		t.Logf("%-28s %-14s %s", test.kind, got.Encoding, got.Word)
		if want := strings.TrimPrefix(test.text, "\ufeff"); string(got.UTF8) != want || got.By != test.by ||
			got.Word != test.word {
			t.Errorf("%s: read as %s, by %d, the word %q:\n%s", test.kind, got.Encoding, got.By, got.Word, got.UTF8)
		}
		checkTold(t, test.kind, got)
	}
}

// checkTold checks that what is not certain is told, with the encoding's name, the word and what to do.
func checkTold(t *testing.T, kind string, text charset.Text) {
	t.Helper()
	problems := text.Problems()
	if text.By <= charset.ByContent {
		if len(problems) != 0 {
			t.Errorf("%s: needlessly told: %v", kind, problems)
		}
		return
	}
	if len(problems) != 1 {
		t.Fatalf("%s: told %v", kind, problems)
	}
	p := problems[0]
	if (p.Severity == story.Notice) != (text.By == charset.ByName) || !strings.Contains(p.Message, text.Encoding) ||
		!strings.Contains(p.Message, text.Word) || !strings.Contains(p.Hint, "--encoding NAME") || p.Line < 1 ||
		p.Column < 1 {
		t.Errorf("%s: told %v", kind, p)
	}
}

// TestLong reads a long text whose letters beyond ASCII come late and seldom.
func TestLong(t *testing.T) {
	for _, test := range []struct {
		text string
		enc  encoding.Encoding
	}{{russian, charmap.Windows1251}, {english, charmap.Windows1252}, {japanese1, japanese.ShiftJIS}} {
		long := strings.Repeat("The keeper counted the steps, and outside the wind pulled at the roof.\n", 3000)
		want := long + strings.Repeat(test.text+long[:710], 20)
		got, err := charset.Read(encode(t, want, test.enc), "")
		if err != nil || string(got.UTF8) != want || got.Line != 3001 {
			t.Errorf("%v: read as %s, line %d, %v", test.enc, got.Encoding, got.Line, err)
		}
	}
}

// TestSame reads short texts again and again: each time as the same.
func TestSame(t *testing.T) {
	for _, data := range []string{"\xe9", "a\xff\xfeb", "\x93Oh\x94", "Caf\xe9 \xa4", "\xb3\xf3d\xbc",
		"\xc0\xc1\xc2 \xc3"} {
		first, err := charset.Read([]byte(data), "")
		if err != nil {
			t.Fatal(err)
		}
		for range 50 {
			if again, err := charset.Read([]byte(data), ""); err != nil || again.Encoding != first.Encoding {
				t.Fatalf("%q: %s, then %s (%v)", data, first.Encoding, again.Encoding, err)
			}
		}
	}
}

func TestWords(t *testing.T) {
	for _, test := range []struct {
		text, word string
		line, col  int
	}{
		{"plain\n", "", 0, 0},
		{"one\r\ntwo “three” f\xc3\xbcnf", "fünf", 2, 13},
		{"one\rtwo “three”.", "“three”.", 2, 5},
		{"<p>“Été,”</p>", "Été", 1, 5},
		{"\u00a0 \u00a0", "", 0, 0},
		{strings.Repeat("x", 40) + "é" + strings.Repeat("y", 40),
			strings.Repeat("x", 12) + "é" + strings.Repeat("y", 11), 1, 29},
	} {
		got, err := charset.Read([]byte(test.text), "windows-1250")
		if err != nil || got.Word != test.word || got.Line != test.line || got.Col != test.col {
			t.Errorf("%q: %q at %d:%d, %v", test.text, got.Word, got.Line, got.Col, err)
		}
	}
}

func TestErrors(t *testing.T) {
	for _, data := range []string{"\x00\xff\x00\xfe\x01", "\xff\x00\x00\x00\x01\x02\x03\xfe"} {
		if _, err := charset.Read([]byte(data), ""); !errors.Is(err, charset.ErrNotText) {
			t.Errorf("%q: %v", data, err)
		}
	}
	for _, name := range []string{"latin-99", "windows-1525", "x-user-defined", "replacement", "iso-2022-kr", "--",
		"\x00"} {
		err := charset.Check(name)
		var unknown *charset.NameError
		if !errors.As(err, &unknown) || unknown.Name != name || !strings.Contains(err.Error(), "windows-1250") {
			t.Errorf("%q: %v", name, err)
		}
		if _, err := charset.Read(nil, name); !errors.As(err, &unknown) {
			t.Errorf("%q: %v", name, err)
		}
	}
	// What the error for an unknown name offers must be known itself.
	_, known, _ := strings.Cut(charset.Check("no").Error(), "for example ")
	names := strings.FieldsFunc(strings.ReplaceAll(known, " and", ","), func(r rune) bool { return r == ',' || r == ' ' })
	if len(names) < 8 || !slices.Contains(names, "euc-kr") {
		t.Fatal(names)
	}
	for _, name := range append(names, "", "UTF-8", "Latin1", "cp1252", "windows_1251", "macroman", "ascii", "IBM437") {
		if err := charset.Check(name); err != nil {
			t.Error(err)
		}
	}
}

func TestLost(t *testing.T) {
	for name, data := range map[string]string{"utf-8": "a\xffb", "shift_jis": "\x82", "": "\xef\xbb\xbfa\xffb",
		"utf-16le": "\x00\xd8a\x00"} {
		got, err := charset.Read([]byte(data), name)
		if err != nil || !got.Lost || !strings.Contains(string(got.UTF8), "\ufffd") {
			t.Errorf("%s %q: %+v, %v", name, data, got, err)
		}
		if problems := got.Problems(); len(problems) == 0 || !strings.Contains(problems[0].Message, "are lost") {
			t.Errorf("%s: told %v", name, problems)
		}
	}
}
