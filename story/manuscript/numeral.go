package manuscript

import (
	"strconv"
	"strings"
)

// parseNumeral returns the value of digits, upper-case Roman numerals below 400, Chinese numerals below 10,000 or
// English number words below 100, or 0.
func parseNumeral(s string) int {
	s = strings.Map(plainDigit, s)
	if n, err := strconv.Atoi(s); err == nil {
		if n > maxNumber {
			return 0
		}
		return max(n, 0)
	}
	if n := parseRoman(s); n > 0 {
		return n
	}
	if n := parseHan(s); n > 0 {
		return n
	}
	return parseWords(strings.ToLower(s))
}

// parseRoman returns the value of an upper-case Roman numeral written the usual way, or 0.
func parseRoman(s string) int {
	rest, n := s, 0
	for _, unit := range romanUnits {
		for strings.HasPrefix(rest, unit.text) {
			rest = rest[len(unit.text):]
			n += unit.value
		}
	}
	if rest != "" || n == 0 || n >= 400 || roman(n) != s {
		return 0
	}
	return n
}

// roman returns n as a Roman numeral.
func roman(n int) string {
	var b strings.Builder
	for _, unit := range romanUnits {
		for ; n >= unit.value; n -= unit.value {
			b.WriteString(unit.text)
		}
	}
	return b.String()
}

type romanUnit struct {
	text  string
	value int
}

var romanUnits = []romanUnit{
	{"C", 100}, {"XC", 90}, {"L", 50}, {"XL", 40}, {"X", 10}, {"IX", 9}, {"V", 5}, {"IV", 4}, {"I", 1},
}

// parseWords returns the value of a lower-case English number from "one" to "ninety-nine", or 0.
func parseWords(s string) int {
	small := strings.Fields("one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen " +
		"sixteen seventeen eighteen nineteen")
	tens := strings.Fields("twenty thirty forty fifty sixty seventy eighty ninety")
	for i, w := range small {
		if w == s {
			return i + 1
		}
	}
	for i, w := range tens {
		rest, ok := strings.CutPrefix(s, w)
		if !ok {
			continue
		}
		if rest == "" {
			return 20 + 10*i
		}
		rest = strings.TrimLeft(rest, " -")
		for j, unit := range small[:9] {
			if rest == unit {
				return 20 + 10*i + j + 1
			}
		}
	}
	return 0
}

// digitForms are the digits of the scripts in which chapters are numbered.
const digitForms = `0-9０-９٠-٩۰-۹०-९๐-๙`

// plainDigit returns a digit of the scripts in which chapters are numbered as one of ASCII.
func plainDigit(r rune) rune {
	for _, zero := range "０٠۰०๐" {
		if r >= zero && r <= zero+9 {
			return '0' + r - zero
		}
	}
	return r
}

// hanDigits are what Chinese numerals are written with; the last three are units.
const hanDigits = "〇零一二三四五六七八九两兩十百千"

// parseHan returns the value of a Chinese numeral below 10,000, written with units, as 二十三, or digit by digit, as
// 二三; or 0.
func parseHan(s string) int {
	sum, digit, units := 0, 0, false
	for _, r := range s {
		at := strings.IndexRune(hanDigits, r)
		if at < 0 || sum > maxNumber || digit > maxNumber {
			return 0
		}
		switch value := len([]rune(hanDigits[:at])); {
		case value < 2:
			digit *= 10
		case value > 12:
			unit := []int{10, 100, 1000}[value-13]
			sum, digit, units = sum+max(digit, 1)*unit, 0, true
		default:
			if value > 10 { // 两, 兩
				value = 3
			}
			if digit = digit*10 + value - 1; units && digit > 9 {
				digit %= 10
			}
		}
	}
	if n := sum + digit; n <= maxNumber {
		return n
	}
	return 0
}

// parseTongue returns the value of a lower-case number word that stands behind the word for a chapter in other languages
// or says its place: "premier", "zwei", "first"; or 0.
func parseTongue(s string) int {
	for i, words := range tongueNumbers {
		for w := range strings.FieldsSeq(words) {
			if w == s {
				return i + 1
			}
		}
	}
	return 0
}

// tongueNumbers are the words for 1, 2, 3, …
var tongueNumbers = [...]string{
	"first un une premier première uno primero primo um primeiro eins een pierwszy первая",
	"second deux deuxième second seconde dos segundo due secondo dois zwei twee drugi вторая",
	"third trois troisième tres tercero tre terzo três terceiro drei drie trzeci третья",
	"fourth quatre quatrième cuatro cuarto quattro quarto quatro vier czwarty четвёртая четвертая",
	"fifth cinq cinquième cinco quinto cinque fünf vijf piąty пятая",
	"sixth six sixième seis sexto sei sesto sechs zes szósty шестая",
	"seventh sept septième siete séptimo sette settimo sete sétimo sieben zeven siódmy седьмая",
	"eighth huit huitième ocho octavo otto ottavo oito oitavo acht ósmy восьмая",
	"ninth neuf neuvième nueve noveno nove nono neun negen dziewiąty девятая",
	"tenth dix dixième diez décimo dieci decimo dez zehn tien dziesiąty десятая",
	"eleventh onze onzième once undici elf jedenasty одиннадцатая",
	"twelfth douze douzième doce dodici doze zwölf twaalf dwunasty двенадцатая",
	"thirteenth treize treizième trece tredici treze dreizehn dertien trzynasty тринадцатая",
	"fourteenth quatorze quatorzième catorce quattordici catorze vierzehn veertien czternasty четырнадцатая",
	"fifteenth quinze quinzième quince quindici fünfzehn vijftien piętnasty пятнадцатая",
	"sixteenth seize seizième dieciséis sedici dezesseis sechzehn zestien szesnasty шестнадцатая",
	"seventeenth dix-sept diecisiete diciassette dezessete siebzehn zeventien siedemnasty семнадцатая",
	"eighteenth dix-huit dieciocho diciotto dezoito achtzehn achttien osiemnasty восемнадцатая",
	"nineteenth dix-neuf diecinueve diciannove dezenove neunzehn negentien dziewiętnasty девятнадцатая",
	"twentieth vingt vingtième veinte venti vinte zwanzig twintig dwudziesty двадцатая",
}
