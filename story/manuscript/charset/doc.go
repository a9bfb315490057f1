// Package charset turns the bytes of a text file into UTF-8.
package charset
