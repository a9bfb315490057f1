package main

import (
	"bytes"
	"cmp"
	_ "embed"
	"errors"
	"fmt"
	"html"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/bwmarrin/discordgo"

	"cliffhanger/bot/phrase"
	"cliffhanger/bot/render"
	"cliffhanger/story"
)

// pageMark begins every page that check writes. A file that begins otherwise is somebody's own.
const pageMark = "<!doctype html><!-- written by cliffhanger check -->"

//go:embed checkpage.css
var pageStyle string

// writePage writes a page that shows a story's messages as readers will see them, all in one file that needs nothing
// else and no script. It goes over an older page of its kind, and over nothing else.
func writePage(path string, s *story.Story, r *checkReport) error {
	begin, err := beginningOf(path, len(pageMark))
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return usage(fmt.Errorf("cannot write the page: %w", err), "name another file")
	case begin != pageMark:
		return usage(fmt.Errorf("%s is there, and is no page that check wrote: it stays as it is", path),
			"name another file, or remove it")
	}
	page, err := r.page(s)
	if err != nil {
		return fmt.Errorf("make the page: %w", err)
	}
	return replaceFile(path, page)
}

// beginningOf returns the first bytes of a file.
func beginningOf(path string, n int) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	b, err := io.ReadAll(io.LimitReader(f, int64(n)))
	return string(b), errors.Join(err, f.Close())
}

// replaceFile puts a whole file in the place of another, or leaves that as it is.
func replaceFile(path string, data []byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".cliffhanger-page-")
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return usage(fmt.Errorf("there is no folder %s to write %s in", filepath.Dir(path), filepath.Base(path)),
			"make it first, or name another place")
	case err != nil:
		return fmt.Errorf("write %s: %w", path, reason(err))
	}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("write %s: %w", path, reason(err)), os.Remove(f.Name()))
		}
	}()
	if _, err := f.Write(data); err != nil {
		return errors.Join(err, f.Close())
	}
	if err := errors.Join(f.Chmod(0o644), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// page returns the page.
func (r *checkReport) page(s *story.Story) ([]byte, error) {
	var b bytes.Buffer
	r.pageHead(&b, s)
	r.pageContents(&b)
	b.WriteString("</header>\n")
	chapters := everyChapter(s)
	for i := range chapters {
		posts, err := postsOf(s, &chapters[i])
		if err != nil {
			return nil, err
		}
		pageChapter(&b, s, &chapters[i], posts, fmt.Sprintf("chapter-%d", i+1), problemsHTML(r.Chapters[i].Problems))
	}
	b.WriteString("</main></body></html>\n")
	return b.Bytes(), nil
}

// pageHead writes what stands above the chapters.
func (r *checkReport) pageHead(b *bytes.Buffer, s *story.Story) {
	title := html.EscapeString(s.Title)
	b.WriteString(pageMark + `
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="dark light">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>` + title + `</title>
<style>
` + pageStyle + `</style></head><body>
<main><header class="top"><h1>` + title + "</h1>\n")
	if s.Author != "" {
		fmt.Fprintf(b, "<p class=\"by\">by %s</p>\n", html.EscapeString(s.Author))
	}
	n := r.Totals
	b.WriteString("<p class=\"sums\">")
	for _, sum := range []string{plural(len(r.Chapters), "chapter"), plural(n.Scenes, "scene"), plural(n.Words, "word"),
		plural(n.Minutes, "minute") + " to read", plural(n.Messages, "message")} {
		b.WriteString("<span>" + sum + "</span> ")
	}
	b.WriteString("</p>\n")
	b.WriteString("<p class=\"hint\">This is what readers will see, message by message: " + messagesAre + ". A line shows " +
		"where each message ends, and how many of its " + phrase.Thousands(render.Limit) + " characters it takes.</p>\n")
	b.WriteString(problemsHTML(r.Problems))
}

// pageContents writes links to the chapters, where there are several.
func (r *checkReport) pageContents(b *bytes.Buffer) {
	if len(r.Chapters) < 2 {
		return
	}
	b.WriteString("<nav aria-label=\"Chapters\"><ol>\n")
	for i, c := range r.Chapters {
		fmt.Fprintf(b, "<li><a href=\"#chapter-%d\"><b>%d</b> %s</a> <span>%s, %s</span></li>\n", i+1, c.Number,
			html.EscapeString(cmp.Or(c.Title, fmt.Sprintf("Chapter %d", c.Number))), plural(c.Sums.Words, "word"), plural(c.Sums.Messages, "message"))
	}
	b.WriteString("</ol></nav>\n")
}

// problemsHTML writes what there is to say of a chapter, "" if nothing is.
func problemsHTML(problems []story.Problem) string {
	if len(problems) == 0 {
		return ""
	}
	var b strings.Builder
	wrong := count(problems, story.Error)
	open, summary := "", plural(len(problems), "remark")
	if wrong > 0 {
		open, summary = " open", plural(wrong, "error")
		if n := len(problems) - wrong; n > 0 {
			summary += " and " + plural(n, "remark")
		}
	}
	fmt.Fprintf(&b, "<details class=\"problems\"%s><summary>%s</summary><ul>\n", open, summary)
	for _, p := range problems {
		hint := p.Hint
		p.Hint = ""
		fmt.Fprintf(&b, "<li class=\"%s\">%s<br><i>%s</i></li>\n", p.Severity, html.EscapeString(p.String()), html.EscapeString(hint))
	}
	b.WriteString("</ul></details>\n")
	return b.String()
}

// pageChapter writes a chapter's messages.
func pageChapter(b *bytes.Buffer, s *story.Story, c *story.Chapter, posts []render.Post, id, problems string) {
	name := fmt.Sprintf("Chapter %d", c.Number)
	if c.Title != "" {
		name += ": " + c.Title
	}
	fmt.Fprintf(b, "<section id=\"%s\"><h2>%s</h2>\n%s", id, html.EscapeString(name), problems)
	scene := 0
	for i, p := range posts {
		scene = max(scene, p.Starts)
		pagePost(b, s, c, p, fmt.Sprintf("message %d of %d · %s", i+1, len(posts), partName(p, scene, len(c.Scenes))))
	}
	if len(posts) == 0 {
		b.WriteString("<p class=\"hint\">Nothing of it can be posted.</p>\n")
	}
	b.WriteString("</section>\n")
}

// partName says what part of a chapter a message is.
func partName(p render.Post, scene, scenes int) string {
	switch p.Kind {
	case render.ScenePage:
		return fmt.Sprintf("scene %d of %d", scene, scenes)
	case render.NotePage:
		return "author’s note"
	case render.QuestionText, render.Ballot:
		return "question"
	case render.Warnings:
		return "warnings"
	}
	return "beginning"
}

// pagePost writes one message and the line at its end.
func pagePost(b *bytes.Buffer, s *story.Story, c *story.Chapter, p render.Post, about string) {
	content, closes := p.Message.Content, ""
	if p.Kind == render.Ballot && c.Question != nil {
		closes = "in " + lasting(s.Release.VotingOf(c.Question).OrDefault().Open)
	}
	length := lengthOf(p)
	text := strings.Replace(chatHTML(content), timeHTML, `<span class="when">`+closes+`</span>`, 1)
	class := "post"
	if p.Starts > 1 {
		class += " scene"
	}
	fmt.Fprintf(b, "<article class=\"%s\"><div class=\"who\" aria-hidden=\"true\">C</div><div class=\"said\">"+
		"<p class=\"name\">Cliffhanger <span>APP</span></p>\n<div class=\"text\">%s</div>\n", class, text)
	pageButtons(b, p.Message.Components)
	if len(p.Emoji) > 0 {
		b.WriteString("<p class=\"reactions\">")
		for _, e := range p.Emoji {
			fmt.Fprintf(b, "<span>%s <b>1</b></span> ", html.EscapeString(e))
		}
		b.WriteString("</p>\n")
	}
	share := min(100*length/render.Limit, 100)
	fmt.Fprintf(b, "</div></article>\n<p class=\"end\"><span>%s · <b>%s</b> characters</span>"+
		"<i class=\"fill\"><i style=\"width:%d%%\"></i></i></p>\n", about, phrase.Thousands(length), share)
}

// timeHTML is what becomes of a time.
const timeHTML = `<span class="when">a time of each reader’s own clock</span>`

// pageButtons writes the buttons under a message. They do nothing here.
func pageButtons(b *bytes.Buffer, rows []discordgo.MessageComponent) {
	for _, r := range rows {
		row, ok := r.(discordgo.ActionsRow)
		if !ok {
			continue
		}
		b.WriteString("<p class=\"buttons\">")
		for _, one := range row.Components {
			button, ok := one.(discordgo.Button)
			if !ok {
				continue
			}
			class := "plain"
			if button.Style == discordgo.PrimaryButton {
				class = "primary"
			}
			emoji := ""
			if button.Emoji != nil && button.Emoji.Name != "" {
				emoji = button.Emoji.Name + " "
			}
			fmt.Fprintf(b, "<span class=\"%s\">%s</span> ", class, html.EscapeString(emoji+button.Label))
		}
		b.WriteString("</p>\n")
	}
}
