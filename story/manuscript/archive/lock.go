package archive

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
)

// The ways to obfuscate fonts, which leave the text alone: of the EPUB specification (OCF 3.3, section 4.3.1) and of
// Adobe's programs before it.
const (
	fontEPUB  = "http://www.idpf.org/2008/embedding"
	fontAdobe = "http://ns.adobe.com/pdf/enc#RC"
)

// unlocked returns a [Refusal] if the archive's text is encrypted.
func (a *Archive) unlocked() error {
	for name, locks := range map[string]func(xml.StartElement) bool{
		"META-INF/encryption.xml": locksBook, "META-INF/manifest.xml": locksOffice,
	} {
		if _, ok := a.Find(name); !ok {
			continue
		}
		data, err := a.Read(name)
		if err != nil {
			return err
		}
		if found, err := find(data, locks); err != nil {
			return damaged(name, err)
		} else if found {
			return locked()
		}
	}
	for _, name := range []string{"META-INF/rights.xml", "META-INF/sinf.xml"} {
		if _, ok := a.Find(name); ok {
			return locked()
		}
	}
	return nil
}

// locksBook reports whether an element of encryption.xml tells of encrypted text.
func locksBook(e xml.StartElement) bool {
	switch e.Name.Local {
	case "EncryptedKey":
		return true
	case "EncryptionMethod":
		for _, a := range e.Attr {
			if a.Name.Local == "Algorithm" && a.Value != fontEPUB && a.Value != fontAdobe {
				return true
			}
		}
	}
	return false
}

// locksOffice reports whether an element of an office program's manifest tells of encrypted text.
func locksOffice(e xml.StartElement) bool { return e.Name.Local == "encryption-data" }

// find reports whether an element of the XML in data is as asked for.
func find(data []byte, is func(xml.StartElement) bool) (bool, error) {
	d := xml.NewDecoder(bytes.NewReader(data))
	for {
		t, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		if e, ok := t.(xml.StartElement); ok && is(e) {
			return true, nil
		}
	}
}

// locked returns the refusal of an encrypted archive.
func locked() error {
	return refuse("this file is encrypted, by a shop's copy protection or by a password",
		"use the manuscript you wrote, or save it without the protection", nil)
}
