import casecall.letters.rules
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('calls', '0001_initial'),
        ('cases', '0001_initial'),
        ('files', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Habit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=casecall.letters.rules.kind_choices, max_length=12, unique=True)),
                ('automatic', models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name='Rest',
            fields=[
                ('address', models.CharField(max_length=254, primary_key=True, serialize=False)),
                ('until', models.DateTimeField()),
                ('since', models.DateTimeField()),
                ('times', models.PositiveIntegerField(default=1)),
                ('why', models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name='Template',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=casecall.letters.rules.kind_choices, max_length=12)),
                ('text', models.TextField()),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=80)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=casecall.letters.rules.kind_choices, max_length=12)),
                ('key', models.CharField(max_length=120, unique=True)),
                ('to_address', models.CharField(max_length=254)),
                ('to_name', models.CharField(blank=True, max_length=200)),
                ('subject', models.CharField(max_length=300)),
                ('text', models.TextField()),
                ('state', models.CharField(choices=casecall.letters.rules.state_choices, db_index=True, default='draft', max_length=10)),
                ('message_id', models.CharField(max_length=200, unique=True)),
                ('in_reply_to', models.CharField(blank=True, max_length=500)),
                ('automatic', models.BooleanField(default=False)),
                ('made_at', models.DateTimeField()),
                ('made_by', models.CharField(max_length=80)),
                ('approved_at', models.DateTimeField(blank=True, null=True)),
                ('approved_by', models.CharField(blank=True, max_length=80)),
                ('attempt', models.CharField(blank=True, max_length=40)),
                ('phase', models.CharField(blank=True, max_length=10)),
                ('tries', models.PositiveIntegerField(default=0)),
                ('handed_at', models.DateTimeField(blank=True, null=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('error', models.TextField(blank=True)),
                ('call', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='calls.call')),
                ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='cases.case')),
                ('sent_file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='LetterFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=255)),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
                ('letter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='files', to='letters.letter')),
            ],
        ),
        migrations.CreateModel(
            name='LetterLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=80)),
                ('what', models.CharField(max_length=60)),
                ('why', models.TextField(blank=True)),
                ('letter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='letters.letter')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='PhoneNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('by', models.CharField(max_length=80)),
                ('with_whom', models.CharField(blank=True, max_length=100)),
                ('text', models.TextField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='phone_notes', to='cases.case')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(fields=['state', '-id'], name='letter_state'),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(fields=['handed_at'], name='letter_handed'),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(fields=['to_address', 'made_at'], name='letter_address'),
        ),
    ]
