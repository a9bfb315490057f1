package office

import (
	"fmt"
	"strconv"
	"strings"
)

// A Numbering is a way to write a number.
type Numbering uint8

// The ways to write a number. Every other way is written as Decimal.
const (
	Decimal  Numbering = iota
	Padded             // 01
	Lower              // a … z, aa, bb
	Upper              // A … Z, AA, BB
	LowRoman           // iv
	UpRoman            // IV
	Ordinal            // 1st
	Words              // One
	WordsNth           // First
	NoNumber           // nothing
	Bullet             // not a number but the sign itself
)

// largest is up to where numbers are written in letters: beyond, the letters would only be a nuisance.
const largest = 520

// Text writes a number. What cannot be written in the way asked for is written as digits.
func (n Numbering) Text(number int) string {
	digits := strconv.Itoa(number)
	if n == Padded && number >= 0 && number < 10 {
		return "0" + digits
	}
	if n == Ordinal && number > 0 {
		return digits + nth(number)
	}
	if n == NoNumber || n == Bullet {
		return ""
	}
	if number < 1 || number > largest {
		return digits
	}
	switch n {
	case Lower:
		return strings.Repeat(string(rune('a'+(number-1)%26)), (number-1)/26+1)
	case Upper:
		return strings.Repeat(string(rune('A'+(number-1)%26)), (number-1)/26+1)
	case LowRoman:
		return strings.ToLower(roman(number))
	case UpRoman:
		return roman(number)
	case Words:
		return inWords(number, cardinals)
	case WordsNth:
		return inWords(number, ordinals)
	}
	return digits
}

// nth returns the ending of an English ordinal.
func nth(number int) string {
	if number/10%10 != 1 {
		switch number % 10 {
		case 1:
			return "st"
		case 2:
			return "nd"
		case 3:
			return "rd"
		}
	}
	return "th"
}

// roman writes a number from 1 in Roman numerals.
func roman(number int) string {
	var b strings.Builder
	for i, value := range []int{1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1} {
		for ; number >= value; number -= value {
			b.WriteString([]string{"M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"}[i])
		}
	}
	return b.String()
}

// The English words for numbers: up to nineteen, then the tens from twenty, then the tens before another word.
const (
	cardinals = "One Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve Thirteen Fourteen Fifteen Sixteen " +
		"Seventeen Eighteen Nineteen Twenty Thirty Forty Fifty Sixty Seventy Eighty Ninety"
	ordinals = "First Second Third Fourth Fifth Sixth Seventh Eighth Ninth Tenth Eleventh Twelfth Thirteenth " +
		"Fourteenth Fifteenth Sixteenth Seventeenth Eighteenth Nineteenth Twentieth Thirtieth Fortieth Fiftieth " +
		"Sixtieth Seventieth Eightieth Ninetieth"
)

// inWords writes a number from 1 to 99 in English words, larger ones in digits.
func inWords(number int, words string) string {
	list, tens := strings.Fields(words), strings.Fields(cardinals)
	switch {
	case number < 20:
		return list[number-1]
	case number > 99:
		return strconv.Itoa(number)
	case number%10 == 0:
		return list[17+number/10]
	}
	return fmt.Sprintf("%s-%s", tens[17+number/10], strings.ToLower(list[number%10-1]))
}

// A Label is what a list or a numbered heading writes before a paragraph by itself.
type Label struct {
	Text   string // "3.", "•", "Chapter 2"; may be empty
	Bullet bool   // a sign, the same for every item
	Number int    // of an item written in plain digits with "." or ")" behind; else 0
}

// NumberLabel returns the label of an item whose number, written in digits, is number and whose whole label is text.
func NumberLabel(text string, number int) Label {
	l := Label{Text: strings.TrimSpace(text)}
	if digits := strconv.Itoa(number); number > 0 && (l.Text == digits+"." || l.Text == digits+")" || l.Text == digits) {
		l.Number = number
	}
	return l
}

// BulletLabel returns the label of an item of a list with signs. A dash stays what it is, as lists with dashes are
// mostly dialogue that the program took for a list; every other sign becomes "•", as most stand for a character of
// some symbol font.
func BulletLabel(sign string) Label {
	sign = strings.TrimSpace(sign)
	switch sign {
	case "-", "\u2010", "\u2011", "–", "—", "―", "\u2212", "\uf02d", "\uf0be":
		if sign >= "\uf000" {
			sign = "–"
		}
		return Label{Text: sign, Bullet: true}
	}
	return Label{Text: "•", Bullet: true}
}
