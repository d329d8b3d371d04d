import { Realtime } from 'ably';
import { defineModel, ModelsClient, ModelsProvider, useModel } from 'ably-models-react';
import { keyedList } from 'ably-models-react/merge';
import { persistModels } from 'ably-models-react/persist';
import { AppRegistry, AppState, Text } from 'react-native';

const comments = keyedList(({ id }) => id);
const post = defineModel({
  channelName: (id) => `posts:${id}`,
  sync: async () => ({ data: [], sequenceId: '0' }),
  merge: { 'comment.added': comments.put },
});

const visibilitySource = {
  getState: () => (AppState.currentState === 'background' ? 'frozen' : 'visible'),
  subscribe(listener) {
    const subscription = AppState.addEventListener('change', listener);
    return () => subscription.remove();
  },
};

const client = new ModelsClient({ ably: new Realtime({ authUrl: 'https://example.com/token' }) });
persistModels(client, { user: 'ada', sends: {} });

function Comments() {
  const { data = [] } = useModel(post('1'));
  return data.map(({ id, text }) => <Text key={id}>{text}</Text>);
}

AppRegistry.registerComponent('app', () => () => (
  <ModelsProvider client={client} visibilitySource={visibilitySource}>
    <Comments />
  </ModelsProvider>
));
