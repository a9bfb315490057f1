// What the viewer does: everything that is posted in their name.

import { post, upload } from "./api.js";

export class Acts {
  #model;
  #status;

  // status is told what runs and what fails; begun(message) runs when a button or select of a message was pressed.
  constructor(model, status, begun) {
    this.#model = model;
    this.#status = status;
    this.begun = begun;
  }

  #act(act, more) {
    return post("act", { as: this.#model.me.id, act, ...more });
  }

  // attempt acts and tells of a refusal by a notice; null then.
  async #attempt(act, more) {
    try {
      return await this.#act(act, more);
    } catch (err) {
      this.#status.complain(err);
      return null;
    }
  }

  say(channel, content) {
    return this.#act("say", { channel, content });
  }

  react(message, emoji, on) {
    const act = on ? "react" : "unreact";
    return this.#attempt(act, { channel: message.channel_id, message: message.id, emoji });
  }

  // superReact gives a super reaction or takes the viewer's own one back.
  superReact(message, emoji, on) {
    const act = on ? "react" : "unreact";
    return this.#attempt(act, { channel: message.channel_id, message: message.id, emoji, super: true });
  }

  // clear takes everybody's reactions off a message, or those with one emoji unless that is "".
  clear(message, emoji) {
    return this.#attempt("clear", { channel: message.channel_id, message: message.id, emoji });
  }

  remove(message) {
    return this.#attempt("delete", { channel: message.channel_id, message: message.id });
  }

  removeChannel(channel) {
    return this.#attempt("delete_channel", { channel });
  }

  // setRole gives a member of a server a role, or takes it.
  setRole(guild, member, role, on) {
    return this.#attempt(on ? "give_role" : "take_role", { guild, target: member, role });
  }

  dismiss(message) {
    return this.#attempt("dismiss", { message: message.id });
  }

  async press(message, customID, values) {
    const place = { channel: message.channel_id, message: message.id };
    const done = await this.#attempt("press", { ...place, custom_id: customID, values });
    if (!done) return;
    this.#model.press(done.id, message.id, customID);
    this.begun(message);
  }

  submit(modal, fields) {
    return this.#act("submit", { modal: modal.id, fields });
  }

  // invoke runs a slash command; label is what is shown while it runs.
  async invoke(channel, command, options, label) {
    await this.#handOver(channel, options);
    const { id } = await this.#act("invoke", { channel, command: command.id, options });
    this.#status.watch(id, channel, label);
  }

  // invokeOn runs a context command on a user or a message.
  async invokeOn(command, channel, target) {
    const done = await this.#attempt("invoke", { channel, command: command.id, target });
    if (done) this.#status.watch(done.id, channel, command.name);
  }

  // complete asks the application for choices of the option named focused.
  async complete(channel, command, options, focused, signal) {
    const ask = { as: this.#model.me.id, channel, command: command.id, options, focused };
    return (await post("autocomplete", ask, signal)).choices || [];
  }

  // #handOver uploads the files among option values and puts their ids in their place.
  async #handOver(channel, options) {
    for (const o of options || []) {
      if (o.value instanceof File) o.value = (await upload({ as: this.#model.me.id, channel }, o.value)).id;
      await this.#handOver(channel, o.options);
    }
  }

  // copy puts text on the clipboard.
  async copy(text, said) {
    try {
      await navigator.clipboard.writeText(text);
      this.#status.toast(said, "good");
    } catch (err) {
      this.#status.complain(err);
    }
  }
}
