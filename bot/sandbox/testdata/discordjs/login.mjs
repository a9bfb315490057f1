// Logs in to the sandbox with discord.js and does what a story bot does. It prints one JSON object per line for every
// step, and leaves when its standard input ends. discordjs_test.go plays the other side.
//
// Environment: SANDBOX_API (stands for https://discord.com/api), SANDBOX_TOKEN, SANDBOX_GUILD, SANDBOX_CHANNEL.
import process from 'node:process';
import { Client, Events, GatewayIntentBits, MessageFlags } from 'discord.js';

const { SANDBOX_API, SANDBOX_TOKEN, SANDBOX_GUILD, SANDBOX_CHANNEL } = process.env;

function say(step, more = {}) {
  process.stdout.write(`${JSON.stringify({ step, ...more })}\n`);
}

function fail(error) {
  say('failed', { error: String(error?.stack ?? error) });
  process.exit(1);
}

process.on('unhandledRejection', fail);

const client = new Client({
  intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.GuildMessageReactions],
  rest: { api: SANDBOX_API, version: '10' },
});

client.on(Events.Error, fail);
client.on(Events.ShardError, (error) => say('trouble', { error: String(error) }));
client.on(Events.ShardResume, (shard, replayed) => say('resumed', { shard, replayed }));

client.once(Events.ClientReady, async (ready) => {
  try {
    const guild = ready.guilds.cache.get(SANDBOX_GUILD);
    say('ready', { user: ready.user.username, guild: guild?.name, channels: guild?.channels.cache.size });
    const commands = await guild.commands.set([{ name: 'read', description: 'Reads on from where you are' }]);
    say('registered', { commands: commands.map((command) => command.name) });
  } catch (error) {
    fail(error);
  }
});

client.on(Events.InteractionCreate, async (interaction) => {
  try {
    if (!interaction.isChatInputCommand()) return;
    await interaction.reply({ content: 'Page one, for you alone.', flags: MessageFlags.Ephemeral });
    say('answered', { command: interaction.commandName, by: interaction.user.id });
    const channel = await client.channels.fetch(SANDBOX_CHANNEL);
    const message = await channel.send({ content: 'Left or right?', allowedMentions: { parse: [] } });
    await message.react('⬅️');
    await message.react('➡️');
    say('posted', { message: message.id });
  } catch (error) {
    fail(error);
  }
});

client.on(Events.MessageReactionAdd, (reaction, user) => {
  if (user.id !== client.user.id) say('reaction', { by: user.id, emoji: reaction.emoji.name });
});

process.stdin.resume();
process.stdin.on('end', async () => {
  await client.destroy();
  say('bye');
});

client.login(SANDBOX_TOKEN).catch(fail);
